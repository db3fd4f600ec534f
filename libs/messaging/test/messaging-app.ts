import { createLogger, PlatformModule } from '@audience-sync/platform';
import { type INestApplicationContext, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type Job,
  JOB_NAMES,
  type JobName,
  JobQueue,
  MessagingModule,
  OnJob,
  type RepeatingJob,
  TopicBus,
} from '../src/index.ts';

/** Handles every job by telling whoever asked to be told. */
@Injectable()
export class Recorder {
  readonly ran: Job[] = [];
  /** What a spec does with a job; by default nothing. */
  act: (job: Job) => Promise<void> = () => Promise.resolve();

  names(): JobName[] {
    return this.ran.map((job) => job.name);
  }

  record(job: Job): Promise<void> {
    this.ran.push(job);
    return this.act(job);
  }
}

// A handler for each job, whatever jobs there are.
for (const name of JOB_NAMES) {
  const value = function (this: Recorder, job: Job): Promise<void> {
    return this.record(job);
  };
  OnJob(name)(value);
  Object.defineProperty(Recorder.prototype, name, { value });
}

export interface MessagingApp {
  readonly app: INestApplicationContext;
  readonly queue: JobQueue;
  readonly topics: TopicBus;
  readonly log: readonly string[];
  close(): Promise<void>;
}

export interface Worker extends MessagingApp {
  readonly recorder: Recorder;
}

export interface RedisAt {
  readonly url: string;
  readonly prefix: string;
}

/** A process like the gateway: it adds jobs and does not run them. */
export async function startAdder(redis: RedisAt): Promise<MessagingApp> {
  @Module({})
  class Adder {}
  return start({ module: Adder }, redis);
}

/** A process like the worker. */
export async function startWorker(redis: RedisAt, repeating: readonly RepeatingJob[] = []): Promise<Worker> {
  @Module({})
  class WorkerModule {}
  const started = await start({ module: WorkerModule, providers: [Recorder] }, redis, repeating);
  return { ...started, recorder: started.app.get(Recorder) };
}

async function start(
  module: { module: new () => object; providers?: (typeof Recorder)[] },
  { url, prefix }: RedisAt,
  repeating?: readonly RepeatingJob[],
): Promise<MessagingApp> {
  const log: string[] = [];
  const logger = createLogger({ service: 'test', destination: { write: (line: string) => log.push(line) } });
  const jobs = repeating && { syncConcurrency: 4, upkeepConcurrency: 2, repeating };
  const root = {
    ...module,
    imports: [
      PlatformModule.forRoot({ service: 'test', logger }),
      MessagingModule.forRoot({ redis: { url, prefix }, ...(jobs ? { jobs } : {}) }),
    ],
  };
  const app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  return { app, queue: app.get(JobQueue), topics: app.get(TopicBus), log, close: () => app.close() };
}
