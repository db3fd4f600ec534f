import { Process, Processor } from '@nestjs/bull';
import { type Type } from '@nestjs/common';
import { type Job as BullJob } from 'bull';
import { JobRunner } from './job-runner.ts';
import { type Job, type QueueName } from './jobs.ts';

/** The Bull processor of one queue, for that many jobs at once. */
export function jobProcessorFor(queue: QueueName, concurrency: number): Type {
  @Processor(queue)
  class JobProcessor {
    constructor(private readonly runner: JobRunner) {}

    @Process({ name: '*', concurrency })
    run(job: BullJob<Job>): Promise<void> {
      return this.runner.run(job);
    }
  }
  return JobProcessor;
}
