import { type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { type BullHandoffQueues } from './bull-handoff-queues.ts';
import { type BullQueues } from './bull-job-queue.ts';
import { type JobRunner } from './job-runner.ts';
import { type RedisConnections } from './redis-connections.ts';
import { type RedisTopicBus } from './redis-topic-bus.ts';
import { type RepeatingJobs } from './repeating-jobs.ts';

/** What a process has that runs jobs. */
export interface RunningJobs {
  readonly runner: JobRunner;
  readonly repeating: RepeatingJobs;
}

/** Starts what repeats; at the end waits for the running jobs, then closes every connection to Redis, in this order. */
export class BullLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly queues: BullQueues,
    private readonly connections: RedisConnections,
    private readonly topics: RedisTopicBus,
    private readonly jobs: RunningJobs | undefined,
    private readonly handoffs: BullHandoffQueues,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs?.repeating.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.jobs?.repeating.stop();
    this.topics.close();
    await this.closeQueues();
    await this.connections.close();
  }

  /** Bull waits for Redis to hear that jobs are done: without it, the handlers are all there is to wait for. */
  private async closeQueues(): Promise<void> {
    const reachable = this.connections.isReady;
    if (!reachable) await this.jobs?.runner.idle();
    await Promise.all(Object.values(this.queues).map((queue) => queue.close(!reachable)));
    await this.handoffs.close(!reachable);
  }
}
