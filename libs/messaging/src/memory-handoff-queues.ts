import { type HandoffJob, type HandoffKey, HandoffQueues, type HandoffState } from './handoff-queues.port.ts';

interface Kept {
  readonly job: HandoffJob;
  state: Exclude<HandoffState, 'none'>;
}

const nameOf = (queue: string, { stepId, sequence }: HandoffKey) => `${queue}/${stepId}/${sequence}`;

/** Queues in memory, consumed by hand: for tests. */
export class MemoryHandoffQueues extends HandoffQueues {
  private readonly kept = new Map<string, Kept>();

  stateOf(queue: string, key: HandoffKey): Promise<HandoffState> {
    return Promise.resolve(this.kept.get(nameOf(queue, key))?.state ?? 'none');
  }

  put(queue: string, job: HandoffJob): Promise<void> {
    const name = nameOf(queue, job);
    if (!this.kept.has(name)) this.kept.set(name, { job, state: 'open' });
    return Promise.resolve();
  }

  retry(queue: string, key: HandoffKey): Promise<void> {
    return this.mark(queue, key, 'open');
  }

  remove(queue: string, key: HandoffKey): Promise<void> {
    this.kept.delete(nameOf(queue, key));
    return Promise.resolve();
  }

  /** What waits or runs. */
  get open(): readonly HandoffJob[] {
    return [...this.kept.values()].filter(({ state }) => state === 'open').map(({ job }) => job);
  }

  /** Ends a job as its consumer would. */
  async end(queue: string, key: HandoffKey, state: 'done' | 'failed'): Promise<void> {
    await this.mark(queue, key, state);
    if (state === 'done') this.onDone(key.stepId);
  }

  /** As a flush of Redis does. */
  forget(): void {
    this.kept.clear();
  }

  private mark(queue: string, key: HandoffKey, state: Kept['state']): Promise<void> {
    const found = this.kept.get(nameOf(queue, key));
    if (found) found.state = state;
    return Promise.resolve();
  }
}
