import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type GatewayClient } from '../demo/gateway-client.ts';
import { type Benchmark, type BenchmarkOptions, type Figure, percentile } from './benchmark.ts';
import { cleanUsers } from './clean-users.ts';
import { existingAudiences, onStage, type Stage } from './stage.ts';

const AUDIENCES = 12;
const ROUNDS = 10;
/** One user in so many milliseconds, audience by audience: two requests a second, of seven allowed. */
const PAUSE_MS = 500;
const MAX_SEAL_MS = 5_000;
const MAX_SEND_MS = 1_000;

/** Of every batch that held one of the measured users; what made the audience exist is not among them. */
const TIMES = `
  select extract(epoch from b.sealed_at - b.created_at)::float8 * 1000 as "sealMs",
         extract(epoch from a.ended_at - b.sealed_at)::float8 * 1000 as "sendMs"
  from batching.batch b join batching.attempt a on a.batch_id = b.id
  where b.created_at > to_timestamp($1) and a.outcome = 'accepted'`;

interface Times {
  readonly sealMs: number;
  readonly sendMs: number;
}

export const latencyBenchmark: Benchmark = {
  name: 'latency',
  how: `Single users enter by GraphQL, two a second over ${AUDIENCES} audiences, so the limiter has room at every moment. From the ledger: from the
first user of a batch until it is sealed, and from there until the sandbox has answered. The wall clock from the call to the count
as synced, as the caller sees it, stands beside them.`,
  run: ({ users = AUDIENCES * ROUNDS, workers = 1 }: BenchmarkOptions) =>
    onStage({ workers }, async (stage) => {
      const stepIds = await existingAudiences(stage, AUDIENCES);
      const fromSeconds = Date.now() / 1_000;
      const seen = await enterOneByOne(stage, stepIds, users);
      const times = await timesSince(stage.stack.services.postgres.url, fromSeconds);
      if (times.length < users) throw new Error(`${times.length} batches for ${users} users`);
      return [
        { name: 'batches', value: times.length, unit: '' },
        ...figures(
          'entered to sealed',
          times.map(({ sealMs }) => sealMs),
          MAX_SEAL_MS,
        ),
        ...figures(
          'sealed to answered',
          times.map(({ sendMs }) => sendMs),
          MAX_SEND_MS,
        ),
        ...figures('called to seen as synced', seen),
      ];
    }),
};

async function enterOneByOne({ brand }: Stage, stepIds: readonly string[], users: number): Promise<number[]> {
  const watch = new SyncedWatch(brand.gateway, stepIds);
  const waiting: Promise<number>[] = [];
  for (let at = 0; at < users; at++) {
    const stepId = stepIds[at % stepIds.length] ?? '';
    const syncedThen = 2 + Math.floor(at / stepIds.length);
    const startedAt = performance.now();
    await brand.enter(stepId, [...cleanUsers(1, `user-${at}`)]);
    waiting.push(watch.until(stepId, syncedThen).then(() => performance.now() - startedAt));
    await delay(PAUSE_MS);
  }
  return Promise.all(waiting);
}

/** Sees by subscription how many users of each step are synced. */
class SyncedWatch {
  private readonly waiting = new Map<string, (synced: number) => void>();

  constructor(gateway: GatewayClient, stepIds: readonly string[]) {
    const subscription = 'subscription ($stepId: ID!) { stepMetricsChanged(stepId: $stepId) { synced } }';
    for (const stepId of stepIds)
      gateway.subscribe<{ stepMetricsChanged: { synced: number } }>(
        subscription,
        { stepId },
        ({ stepMetricsChanged: { synced } }) => this.waiting.get(stepId)?.(synced),
      );
  }

  /** One waits for a step at a time: its last user is synced before the next one enters. */
  until(stepId: string, synced: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.set(stepId, (now) => now >= synced && resolve());
    });
  }
}

async function timesSince(databaseUrl: string, fromSeconds: number): Promise<Times[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Times>(TIMES, [fromSeconds])).rows;
  } finally {
    await client.end();
  }
}

function figures(name: string, values: readonly number[], atMost?: number): Figure[] {
  return [0.5, 0.99, 1].map((share) => ({
    name: `${name}, ${share === 1 ? 'longest' : `p${share * 100}`}`,
    value: percentile(values, share),
    unit: 'ms',
    ...(atMost === undefined ? {} : { target: { atMost } }),
  }));
}
