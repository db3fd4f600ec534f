import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type Job, JOB_NAMES, type JobName, type JobOf } from './jobs.ts';

export type JobHandler<N extends JobName = JobName> = (job: JobOf<N>) => Promise<void>;

/** Marks the one method that runs the jobs of a name: `@OnJob('flow.dispatch') dispatch(job: JobOf<'flow.dispatch'>)`. */
export const OnJob = Reflector.createDecorator<JobName>();

/** Brings each job to its handler. Boot fails when a job has no handler, or two. */
@Injectable()
export class JobRouter implements OnModuleInit {
  private handlers: ReadonlyMap<JobName, JobHandler> | null = null;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    this.routes();
  }

  /** Rejects when the handler does. */
  async route(job: Job): Promise<void> {
    await this.routes().get(job.name)?.(job);
  }

  private routes(): ReadonlyMap<JobName, JobHandler> {
    return (this.handlers ??= routesOf(this.discovered()));
  }

  private *discovered(): Generator<readonly [JobName, JobHandler]> {
    for (const { instance } of this.discovery.getProviders() as { instance: unknown }[]) {
      if (typeof instance !== 'object' || instance === null) continue;
      const methods = instance as Record<string, JobHandler>;
      for (const key of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const method = methods[key];
        const name = method && this.reflector.get(OnJob, method);
        if (method && name) yield [name, method.bind(instance)];
      }
    }
  }
}

/** A handler for each job, exactly one. Throws an Error that names every job for which that does not hold. */
export function routesOf(found: Iterable<readonly [JobName, JobHandler]>): ReadonlyMap<JobName, JobHandler> {
  const all = [...found];
  const wrong = JOB_NAMES.map((name) => [name, all.filter(([of]) => of === name).length] as const)
    .filter(([, handlers]) => handlers !== 1)
    .map(([name, handlers]) => `${name} has ${handlers || 'no'} handlers`);
  if (wrong.length > 0) throw new Error(`Every job needs exactly one handler: ${wrong.join(', ')}`);
  return new Map(all);
}
