import { type AppLogger, type Clock, systemClock } from '@audience-sync/platform';
import { type JobOptions, type Queue } from 'bull';
import { type JobGenerations } from './job-generations.ts';
import { type AddOptions, JobQueue } from './job-queue.port.ts';
import { type Job, jobKey, type QueueName, queueOf } from './jobs.ts';
import { type RedisConnections } from './redis-connections.ts';
import { withinLimit } from './time-limit.ts';

export type BullQueues = Readonly<Record<QueueName, Queue<Job>>>;

const ADD_LIMIT_MS = 2_000;
/** Wakes of one kind that are due within the same moment are one job, which runs at the end of it. */
const MOMENT_MS = 10;
/**
 * And those that are wanted at once, within this time. Bull drops a job whose id it knows, and can be left with an id that no
 * process works on: for half a minute after a death, for ever after jobs were lost or doubled. No wake is kept away for longer.
 */
const SPELL_MS = 5_000;

/** A job leaves nothing behind: what became of the work is in Postgres. A failed one is not tried again, but swept. */
export const FORGET: JobOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 };

export class BullJobQueue extends JobQueue {
  constructor(
    private readonly queues: BullQueues,
    private readonly generations: JobGenerations,
    private readonly connections: RedisConnections,
    private readonly logger: AppLogger,
    private readonly clock: Clock = systemClock,
  ) {
    super();
  }

  async add(job: Job, { atMs = 0 }: AddOptions = {}): Promise<boolean> {
    if (RECONNECTING.has(this.connections.commands.status)) return false;
    try {
      await withinLimit(this.put(job, atMs), ADD_LIMIT_MS);
      return true;
    } catch (err) {
      this.logger.warn('a job was not stored; the sweep will find its work', { job: job.name, err });
      return false;
    }
  }

  private async put(job: Job, atMs: number): Promise<void> {
    const nowMs = this.clock.now();
    const dueMs = atMs > nowMs ? Math.ceil(atMs / MOMENT_MS) * MOMENT_MS : null;
    const spell = Math.floor(nowMs / SPELL_MS);
    const key = dueMs === null ? `${jobKey(job)}-s${spell}` : `${jobKey(job)}-t${dueMs}`;
    const jobId = await this.generations.idOf(key);
    await this.queues[queueOf(job)].add(job.name, job, {
      ...FORGET,
      jobId,
      delay: dueMs === null ? 0 : dueMs - nowMs,
    });
  }
}

/** Redis was there and is not now: nobody should wait for it. Before the first connection it is worth waiting for. */
const RECONNECTING: ReadonlySet<string> = new Set(['close', 'reconnecting', 'end']);
