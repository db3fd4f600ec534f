import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type FaultRule } from '@audience-sync/test-kit';
import { type Product } from '../brand/product.ts';
import { onRedis } from '../services/on-redis.ts';
import { BUILT_PROGRAMS, type Programs } from '../stack/programs.ts';
import { type StackApp } from '../stack/stack-app.ts';
import { type Stack } from '../stack/stack.ts';
import { doubleJobs, loseJobs } from './bull-troubles.ts';
import { fillDisk } from './full-disk.ts';

type Random = () => number;

/** Something that goes wrong for a while, and is over when the promise resolves. */
export type Trouble = (product: Product, random: Random) => Promise<void>;

const UPDATE = 'customer_lists/update';
/** How long what is away stays away. */
const AWAY_MS = 2_000;
/** How long Pinterest behaves badly. */
const SPELL_MS = 4_000;
/** Longer than the lease of `TROUBLED`: somebody else has the batch when its first sender goes on. */
const LONG_FREEZE_MS = 15_000;
const MINUTE_MS = 60_000;
/** Built, also when we run from source: Node loads it before it can read TypeScript. */
const JUMPING_CLOCK = join(__dirname, '../../dist/chaos/jumping-clock.js');

function oneOf(apps: readonly StackApp[], random: Random): StackApp {
  const app = apps[Math.floor(random() * apps.length)];
  if (!app) throw new Error('there is none to choose from');
  return app;
}

/** Each process goes when another one, of that version, has come; for a moment both are at work. */
async function rollOut(stack: Stack, version: Programs): Promise<void> {
  stack.programs = version;
  const gateways = stack.gateways.map(async (gateway) => {
    await stack.addGateway();
    await delay(AWAY_MS);
    await stack.removeGateway(gateway);
  });
  const workers = stack.workers.map(async (worker) => {
    await stack.addWorker();
    await stack.removeWorker(worker);
  });
  await Promise.all([...gateways, ...workers]);
}

/** Pinterest does this to some of the requests, drawn from a seed of its own. */
function pinterestDoes(fault: FaultRule['fault'], probability: number): Trouble {
  return async ({ sandbox }, random) => {
    const seed = Math.floor(random() * 1_000_000);
    await sandbox.addFault({ match: { operation: UPDATE }, fault, probability, seed });
    await delay(SPELL_MS);
    await sandbox.clearFaults();
  };
}

/** Again and again for a spell. */
async function often(act: () => Promise<void>): Promise<void> {
  for (const endAt = Date.now() + SPELL_MS; Date.now() < endAt; await delay(100)) await act();
}

/** Every trouble by its name. The time-out of requests and the lease are settings of the stack that it meets. */
export const TROUBLES = {
  'a worker is killed': async ({ stack }, random) => {
    const worker = oneOf(stack.workers, random);
    await worker.kill();
    await delay(AWAY_MS * random());
    await worker.restart();
  },
  'all workers are killed': async ({ stack }) => {
    await Promise.all(stack.workers.map((worker) => worker.kill()));
    await Promise.all(stack.workers.map((worker) => worker.restart()));
  },
  'a worker is told to stop': async ({ stack }, random) => {
    const worker = oneOf(stack.workers, random);
    await worker.stop();
    await worker.restart();
  },
  'a worker freezes for a moment': async ({ stack }, random) => {
    const worker = oneOf(stack.workers, random);
    await worker.kill('SIGSTOP');
    await delay(SPELL_MS);
    await worker.kill('SIGCONT');
  },
  'a worker freezes for longer than its lease': async ({ stack }, random) => {
    const worker = oneOf(stack.workers, random);
    await worker.kill('SIGSTOP');
    await delay(LONG_FREEZE_MS);
    await worker.kill('SIGCONT');
  },
  'a worker whose clock jumps joins': async ({ stack }) => {
    const worker = await stack.addWorker(['-r', JUMPING_CLOCK]);
    await delay(2 * SPELL_MS);
    await stack.removeWorker(worker);
  },
  'another version is rolled out': async ({ stack, otherVersion }) => {
    stack.programs = BUILT_PROGRAMS;
    await stack.migrate();
    await rollOut(stack, otherVersion);
    await rollOut(stack, BUILT_PROGRAMS);
  },
  'everything of ours is killed': async ({ stack }) => {
    const all = [...stack.workers, ...stack.gateways];
    await Promise.all(all.map((app) => app.kill()));
    await Promise.all(all.map((app) => app.restart()));
  },
  'a gateway is killed': async ({ stack }, random) => {
    const gateway = oneOf(stack.gateways, random);
    await gateway.kill();
    await delay(AWAY_MS * random());
    await gateway.restart();
  },
  'a gateway is told to stop': async ({ stack }, random) => {
    const gateway = oneOf(stack.gateways, random);
    await gateway.stop();
    await gateway.restart();
  },
  'Redis forgets everything': ({ stack }) => onRedis(stack.services.redis.url, (redis) => redis.flushall()),
  'jobs are lost': ({ stack }, random) =>
    onRedis(stack.services.redis.url, (redis) => often(() => loseJobs(redis, random))),
  'jobs are doubled': ({ stack }) =>
    onRedis(stack.services.redis.url, (redis) => often(() => doubleJobs(redis))),
  'Redis is away for a minute': async ({ stack: { services } }) => {
    await services.killRedis();
    await delay(MINUTE_MS);
    await services.restartRedis();
  },
  'Redis is killed and comes back empty': async ({ stack: { services } }) => {
    await services.killRedis();
    await delay(AWAY_MS);
    await services.restartRedis();
  },
  'Postgres is killed and comes back': async ({ stack: { services } }) => {
    await services.killPostgres();
    await delay(AWAY_MS);
    await services.restartPostgres();
  },
  'Postgres is away for long': async ({ stack: { services } }) => {
    await services.killPostgres();
    await delay(5 * SPELL_MS);
    await services.restartPostgres();
  },
  'the disk of Postgres is full now and then': ({ stack: { services } }) =>
    fillDisk(services.postgres.url, () => delay(SPELL_MS)),
  'Postgres is restarted': ({ stack: { services } }) => services.restartPostgres(),
  'Pinterest cuts connections before it does anything': pinterestDoes({ kind: 'reset' }, 0.5),
  'Pinterest does what it is asked and then cuts the connection': pinterestDoes(
    { kind: 'apply-then-reset' },
    0.5,
  ),
  'Pinterest does what it is asked and cuts the connection in the middle of the answer': pinterestDoes(
    { kind: 'apply-then-cut' },
    0.5,
  ),
  'Pinterest fails': pinterestDoes({ kind: 'status', status: 503 }, 0.5),
  'Pinterest answers too late': pinterestDoes({ kind: 'delay', ms: 6_000 }, 0.3),
  'Pinterest does not answer at all': pinterestDoes({ kind: 'hang' }, 0.2),
} satisfies Record<string, Trouble>;

export type TroubleName = keyof typeof TROUBLES;
