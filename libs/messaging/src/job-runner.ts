import { AppLogger } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { type Job as BullJob } from 'bull';
import { JobGenerations } from './job-generations.ts';
import { JobRouter } from './job-router.ts';
import { type Job } from './jobs.ts';

/** Runs one job of a queue. */
@Injectable()
export class JobRunner {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly router: JobRouter,
    private readonly generations: JobGenerations,
    private readonly logger: AppLogger,
  ) {}

  /** Rejects when the handler does; the job is gone all the same. */
  async run(job: BullJob<Job>): Promise<void> {
    const { id, data } = job;
    if (isGhost(job)) return forget(job);
    await this.generations.begin(String(id));
    const work = this.router.route(data);
    this.running.add(work);
    try {
      await work;
    } catch (err) {
      this.logger.error('a job failed', { job: data, err });
      throw err;
    } finally {
      this.running.delete(work);
    }
  }

  /** Resolves when no handler is at work. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }
}

/**
 * When Redis loses everything after it handed out the id of a job, Bull finds no job of that id and makes an empty one,
 * in no list, that would be taken for a waiting job for ever. (`moveToActive` of Bull 4.16.5.)
 */
function isGhost({ data }: BullJob<Partial<Job>>): boolean {
  return data.name === undefined;
}

async function forget(job: BullJob): Promise<void> {
  await job.queue.client.del(job.queue.toKey(String(job.id)), job.lockKey());
}
