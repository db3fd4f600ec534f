import { AppLogger, type Clock, CLOCK } from '@audience-sync/platform';
import { BullModule, getQueueToken } from '@nestjs/bull';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { type Queue, type QueueOptions } from 'bull';
import { BullHandoffQueues } from './bull-handoff-queues.ts';
import { BullJobQueue, type BullQueues } from './bull-job-queue.ts';
import { BullLifecycle } from './bull-lifecycle.ts';
import { HandoffQueues } from './handoff-queues.port.ts';
import { JobGenerations } from './job-generations.ts';
import { jobProcessorFor } from './job-processor.ts';
import { JobQueue } from './job-queue.port.ts';
import { JobRouter } from './job-router.ts';
import { JobRunner } from './job-runner.ts';
import { type Job, QUEUES } from './jobs.ts';
import { quietStart } from './quiet-start.ts';
import { RedisConnections, type RedisSettings } from './redis-connections.ts';
import { RedisModule } from './redis.module.ts';
import { RedisTopicBus } from './redis-topic-bus.ts';
import { type RepeatingJob, RepeatingJobs } from './repeating-jobs.ts';
import { TopicBus } from './topic-bus.port.ts';

/** How this process runs jobs. */
export interface JobsOptions {
  /** Jobs of the queue `sync` at once. */
  readonly syncConcurrency: number;
  /** Jobs of the queue `upkeep` at once. */
  readonly upkeepConcurrency: number;
  readonly repeating: readonly RepeatingJob[];
}

export interface MessagingModuleOptions {
  readonly redis: RedisSettings;
  /** Without it the process only adds jobs. */
  readonly jobs?: JobsOptions;
}

/** The {@link JobQueue} and the {@link TopicBus} over Redis, for everybody. Needs the PlatformModule. */
@Module({})
export class MessagingModule {
  static forRoot({ redis, jobs }: MessagingModuleOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      imports: [
        RedisModule.forRoot(redis, jobs ? 'needed' : 'missed'),
        DiscoveryModule,
        ...QUEUES.map((name) => queueModule(name, redis)),
      ],
      providers: [...SHARED, ...(jobs ? running(jobs) : [{ provide: RUNNING, useValue: undefined }])],
      exports: [JobQueue, TopicBus, HandoffQueues],
    };
  }
}

/** Servers of others that are called at once. */
const NOTIFY_CONCURRENCY = 8;
const BULL_QUEUES = Symbol('bull queues');
/** What a process has that runs jobs: a {@link RunningJobs}; undefined in the others. */
const RUNNING = Symbol('running jobs');

const SHARED: Provider[] = [
  {
    provide: BULL_QUEUES,
    inject: [...QUEUES.map((name) => getQueueToken(name)), AppLogger],
    useFactory: (sync: Queue<Job>, upkeep: Queue<Job>, notify: Queue<Job>, logger: AppLogger): BullQueues => {
      for (const queue of [sync, upkeep, notify]) quietStart(queue, logger);
      return { sync, upkeep, notify };
    },
  },
  {
    provide: JobGenerations,
    inject: [RedisConnections],
    useFactory: ({ commands, settings }: RedisConnections) => new JobGenerations(commands, settings.prefix),
  },
  {
    provide: JobQueue,
    inject: [BULL_QUEUES, JobGenerations, RedisConnections, AppLogger, CLOCK],
    useFactory: (...parts: ConstructorParameters<typeof BullJobQueue>) => new BullJobQueue(...parts),
  },
  {
    provide: TopicBus,
    inject: [RedisConnections, AppLogger, CLOCK],
    useFactory: (connections: RedisConnections, logger: AppLogger, clock: Clock) =>
      new RedisTopicBus(connections, logger, clock),
  },
  {
    provide: HandoffQueues,
    inject: [RedisConnections, AppLogger],
    useFactory: (connections: RedisConnections, logger: AppLogger) =>
      new BullHandoffQueues(bullOptions(connections, connections.settings.prefix), logger),
  },
  {
    provide: BullLifecycle,
    inject: [BULL_QUEUES, RedisConnections, TopicBus, RUNNING, HandoffQueues],
    useFactory: (...parts: ConstructorParameters<typeof BullLifecycle>) => new BullLifecycle(...parts),
  },
];

function running({ syncConcurrency, upkeepConcurrency, repeating }: JobsOptions): Provider[] {
  return [
    JobRouter,
    JobRunner,
    jobProcessorFor('sync', syncConcurrency),
    jobProcessorFor('upkeep', upkeepConcurrency),
    jobProcessorFor('notify', NOTIFY_CONCURRENCY),
    {
      provide: RUNNING,
      inject: [JobRunner, BULL_QUEUES, RedisConnections, AppLogger],
      useFactory: (
        runner: JobRunner,
        queues: BullQueues,
        connections: RedisConnections,
        logger: AppLogger,
      ) => ({
        runner,
        repeating: new RepeatingJobs(repeating, queues, connections, logger),
      }),
    },
  ];
}

function queueModule(name: string, { prefix }: RedisSettings): DynamicModule {
  return BullModule.registerQueueAsync({
    name,
    inject: [RedisConnections],
    useFactory: (connections: RedisConnections) => bullOptions(connections, prefix),
  });
}

/** Bull wants three connections: one for commands, which all share, one to listen and one to wait on, of its own. */
function bullOptions(connections: RedisConnections, prefix: string): QueueOptions {
  return {
    prefix: `${prefix}bull`,
    createClient: (type) => {
      if (type === 'client') return connections.commands;
      return connections.create(type === 'bclient' ? 'blocking' : 'subscriber');
    },
    // After an error of Redis, look again after a second rather than five.
    settings: { retryProcessDelay: 1_000 },
  };
}
