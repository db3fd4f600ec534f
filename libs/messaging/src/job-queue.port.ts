import { type Job } from './jobs.ts';

export interface AddOptions {
  /** Not before (milliseconds since 1970). Default: now. */
  readonly atMs?: number;
}

/**
 * Where jobs are put. A job that is added while an equal one (see `jobKey`) waits for the same time is one job; one that is
 * added after an equal one *began to run* runs again, so a wake is never lost to a run that may have looked already.
 *
 * Jobs are hints. When Redis is away, `add` gives up within two seconds, says so in the log and answers false: it never
 * rejects, because what it would be called for is committed already and found again by the sweep.
 */
export abstract class JobQueue {
  /** Whether the job is stored. */
  abstract add(job: Job, options?: AddOptions): Promise<boolean>;
}
