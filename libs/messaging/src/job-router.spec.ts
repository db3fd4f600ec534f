import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { type Job, JOB_NAMES, type JobName } from './jobs.ts';
import { type JobHandler, JobRouter, OnJob, routesOf } from './job-router.ts';

const handler = () => jest.fn<ReturnType<JobHandler>, Parameters<JobHandler>>(() => Promise.resolve());
const all = () => JOB_NAMES.map((name): [JobName, JobHandler] => [name, handler()]);

/** A class with a handler for each of these jobs. */
function handlersOf(names: readonly JobName[], ran: Job[] = []): Type {
  class Handlers {}
  for (const name of names) {
    const method = (job: Job) => Promise.resolve(void ran.push(job));
    OnJob(name)(Handlers.prototype, name, { value: method });
    Object.defineProperty(Handlers.prototype, name, { value: method });
  }
  return Handlers;
}

async function start(...providers: Type[]) {
  @Module({})
  class Root {}
  const module: DynamicModule = {
    module: Root,
    imports: [DiscoveryModule],
    providers: [JobRouter, ...providers],
  };
  return NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
}

it('gives every job its one handler', () => {
  const found = all();
  expect([...routesOf(found)]).toEqual(found);
});

it('names every job that has no handler or two', () => {
  const found: [JobName, JobHandler][] = [...all().slice(1), ['ledger.sweep', handler()]];
  expect(() => routesOf(found)).toThrow(
    'Every job needs exactly one handler: group.seal has no handlers, ledger.sweep has 2 handlers',
  );
});

it('finds the handlers among the providers and brings them their jobs', async () => {
  const ran: Job[] = [];
  const app = await start(handlersOf(JOB_NAMES.slice(0, 3), ran), handlersOf(JOB_NAMES.slice(3)));
  const job: Job = { name: 'flow.dispatch', flowId: 'con_1' };
  await app.get(JobRouter).route(job);
  expect(ran).toEqual([job]);
  await app.close();
});

it('keeps the process from starting when a job has no handler', async () => {
  await expect(start(handlersOf(JOB_NAMES.slice(1)))).rejects.toThrow(`${JOB_NAMES[0]} has no handlers`);
});
