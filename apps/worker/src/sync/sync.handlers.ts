import { BatchDispatcher } from '@audience-sync/batching-scheduler';
import { type JobOf, OnJob } from '@audience-sync/messaging';
import { Injectable } from '@nestjs/common';

/** The jobs that deliver users. Each says only where to look; the scheduler knows what to do. */
@Injectable()
export class SyncHandlers {
  constructor(private readonly dispatcher: BatchDispatcher) {}

  @OnJob('group.seal')
  seal({ groupId }: JobOf<'group.seal'>): Promise<void> {
    return this.dispatcher.sealWindow({ groupId });
  }

  @OnJob('flow.dispatch')
  dispatch({ flowId }: JobOf<'flow.dispatch'>): Promise<void> {
    return this.dispatcher.dispatch({ flowId });
  }

  @OnJob('batch.attempt')
  attempt({ batchId, attempt }: JobOf<'batch.attempt'>): Promise<void> {
    return this.dispatcher.attempt({ batchId, attempt });
  }
}
