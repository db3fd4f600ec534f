import { type AppendResult } from '@audience-sync/batching-scheduler';
import { JobQueue } from '@audience-sync/messaging';
import { Injectable } from '@nestjs/common';

/** Tells the workers, after commit, where to look. What gets lost here is found by their sweep. */
@Injectable()
export class Wakes {
  constructor(private readonly jobs: JobQueue) {}

  async afterAppend({ opened, readyFlowIds }: AppendResult): Promise<void> {
    const seals = opened.map(({ groupId, windowId, sealAtMs }) =>
      this.jobs.add({ name: 'group.seal', groupId, windowId }, { atMs: sealAtMs }),
    );
    await Promise.all([...seals, this.dispatch(readyFlowIds)]);
  }

  /** External steps with users for a queue. */
  async relay(stepIds: readonly string[]): Promise<void> {
    await Promise.all(stepIds.map((stepId) => this.jobs.add({ name: 'handoffs.relay', stepId })));
  }

  async dispatch(flowIds: readonly string[]): Promise<void> {
    await Promise.all(flowIds.map((flowId) => this.jobs.add({ name: 'flow.dispatch', flowId })));
  }
}
