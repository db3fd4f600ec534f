import { BatchDispatcher } from '@audience-sync/batching-scheduler';
import { type JobOf, OnJob } from '@audience-sync/messaging';
import { Injectable } from '@nestjs/common';
import { StepAnnouncer } from './step-announcer.ts';

/** The jobs that deliver users. Each says only where to look; the scheduler knows what to do. */
@Injectable()
export class SyncHandlers {
  constructor(
    private readonly dispatcher: BatchDispatcher,
    private readonly announcer: StepAnnouncer,
  ) {}

  @OnJob('group.seal')
  seal({ groupId }: JobOf<'group.seal'>): Promise<void> {
    return this.dispatcher.sealWindow({ groupId });
  }

  @OnJob('flow.dispatch')
  async dispatch({ flowId }: JobOf<'flow.dispatch'>): Promise<void> {
    await this.dispatcher.dispatch({ flowId });
    this.announcer.touch([], flowId); // from waiting to on its way: no count moves, but the reason does
  }

  @OnJob('batch.attempt')
  attempt({ batchId, attempt }: JobOf<'batch.attempt'>): Promise<void> {
    return this.dispatcher.attempt({ batchId, attempt });
  }
}
