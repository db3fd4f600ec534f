import { type Clock, systemClock } from '@audience-sync/platform';
import { type AddOptions, JobQueue } from './job-queue.port.ts';
import { type Job, jobKey } from './jobs.ts';

interface Waiting {
  readonly job: Job;
  readonly atMs: number;
}

/** Jobs in memory, run by hand: for tests and for a process that is alone. */
export class MemoryJobQueue extends JobQueue {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly clock: Clock = systemClock) {
    super();
  }

  add(job: Job, { atMs = 0 }: AddOptions = {}): Promise<boolean> {
    const due = atMs > this.clock.now() ? atMs : 0;
    const id = `${jobKey(job)}@${due}`;
    if (!this.waiting.has(id)) this.waiting.set(id, { job, atMs: due });
    return Promise.resolve(true);
  }

  /** What waits, soonest first. */
  get jobs(): readonly Waiting[] {
    return [...this.waiting.values()].sort((a, b) => a.atMs - b.atMs);
  }

  /** Runs what is due, and what that adds, until nothing is due. Answers how many ran. */
  async runDue(handle: (job: Job) => Promise<void>): Promise<number> {
    let ran = 0;
    for (let next = this.takeDue(); next; next = this.takeDue()) {
      await handle(next);
      ran++;
    }
    return ran;
  }

  private takeDue(): Job | null {
    const found = [...this.waiting].find(([, { atMs }]) => atMs <= this.clock.now());
    if (!found) return null;
    this.waiting.delete(found[0]);
    return found[1].job;
  }
}
