import { type AppLogger } from '@audience-sync/platform';
import { type BullQueues, FORGET } from './bull-job-queue.ts';
import { type Job, jobKey, queueOf } from './jobs.ts';
import { type RedisConnections } from './redis-connections.ts';

/** A job that runs again and again; once for all workers together. */
export interface RepeatingJob {
  readonly job: Job;
  readonly everyMs: number;
}

/** Redis may have been emptied without any connection being lost. */
const ASSERT_EVERY_MS = 2_000;

/** Sees to it that the repeatable jobs are in Redis: at the start, whenever it is back, and every few seconds. */
export class RepeatingJobs {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly jobs: readonly RepeatingJob[],
    private readonly queues: BullQueues,
    private readonly connections: RedisConnections,
    private readonly logger: AppLogger,
  ) {}

  start(): void {
    const assert = () =>
      void this.assert().catch((err: unknown) => this.logger.warn('repeating jobs were not set', { err }));
    this.connections.commands.on('ready', assert);
    this.timer = setInterval(assert, ASSERT_EVERY_MS);
    assert();
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
  }

  private async assert(): Promise<void> {
    if (this.timer === null || this.connections.commands.status !== 'ready') return;
    for (const { job, everyMs } of this.jobs) {
      await this.removeOthers(job, everyMs);
      await this.queues[queueOf(job)].add(job.name, job, {
        ...FORGET,
        jobId: jobKey(job),
        repeat: { every: everyMs },
      });
    }
  }

  /** The same job at another interval, from before a change of the configuration. */
  private async removeOthers(job: Job, everyMs: number): Promise<void> {
    const queue = this.queues[queueOf(job)];
    const others = (await queue.getRepeatableJobs()).filter(
      (one) => one.name === job.name && Number(one.every) !== everyMs,
    );
    for (const { key } of others) await queue.removeRepeatableByKey(key);
  }
}
