import { type WakePort } from '@audience-sync/batching-scheduler';
import { type JobQueue } from '@audience-sync/messaging';

const at = (atMs: number | undefined) => (atMs === undefined ? {} : { atMs });

/** The scheduler's hints as Bull jobs. A hint that Redis did not take is found again by the sweep. */
export class BullWake implements WakePort {
  constructor(private readonly jobs: JobQueue) {}

  async sealWindow(hint: Parameters<WakePort['sealWindow']>[0], atMs: number): Promise<void> {
    await this.jobs.add({ name: 'group.seal', groupId: hint.groupId, windowId: hint.windowId }, { atMs });
  }

  async dispatch(hint: Parameters<WakePort['dispatch']>[0], atMs?: number): Promise<void> {
    await this.jobs.add({ name: 'flow.dispatch', flowId: hint.flowId }, at(atMs));
  }

  async attempt(hint: Parameters<WakePort['attempt']>[0], atMs?: number): Promise<void> {
    await this.jobs.add({ name: 'batch.attempt', batchId: hint.batchId, attempt: hint.attempt }, at(atMs));
  }
}
