import { setTimeout as delay } from 'node:timers/promises';
import { SandboxDriver } from '@audience-sync/test-kit';
import { Client } from 'pg';
import { onRedis } from '../services/on-redis.ts';
import { type Benchmark, type Figure, percentile } from './benchmark.ts';
import { cleanUsers } from './clean-users.ts';
import { existingAudiences, onStage, type Stage } from './stage.ts';

const AUDIENCES = 6;
const FLUSHES = 8;
const KILLS = 2;
const MAX_FLUSHED_MS = 10_000;
const MAX_KILLED_MS = 60_000;
/** Users come in over a flush interval, so that a flush meets batches in every state. */
const PAUSE_MS = 800;
/** So slow is Pinterest while a worker dies; less than the time-out of a request. */
const SLOW_MS = 15_000;
const POLL_MS = 100;

/** Batches by id, and how long after a moment the last of each was settled. */
const SETTLED = `select extract(epoch from settled_at)::float8 * 1000 - $2::float8 as ms
  from batching.batch where id = any($1::uuid[]) and state = 'SYNCED'`;
const UNSETTLED = `select id from batching.batch where state in ('OPEN', 'READY', 'IN_FLIGHT', 'WAITING')`;
const UNDER_WAY = `select id from batching.batch where state = 'IN_FLIGHT' and started_at is not null`;

export const recoveryBenchmark: Benchmark = {
  name: 'recovery',
  how: `With the settings of production. Redis is flushed ${FLUSHES} times while single users come in over ${AUDIENCES} audiences: from the flush until
the last batch that was not settled then is synced, its flush interval included. A worker is killed ${KILLS} times with requests at a
slow Pinterest, and another one takes its place: from the kill until each batch that it was sending is synced.`,
  run: ({ workers = 1 }) =>
    onStage({ workers }, async (stage) => {
      const database = new Client({ connectionString: stage.stack.services.postgres.url });
      await database.connect();
      try {
        const recovery = new Recovery(stage, database, await existingAudiences(stage, AUDIENCES));
        return [
          ...(await recovery.figures('Redis flushed', FLUSHES, MAX_FLUSHED_MS, () => recovery.flush())),
          ...(await recovery.figures('a worker killed', KILLS, MAX_KILLED_MS, () => recovery.kill())),
        ];
      } finally {
        await database.end();
      }
    }),
};

class Recovery {
  private users = 0;

  constructor(
    private readonly stage: Stage,
    private readonly database: Client,
    private readonly stepIds: readonly string[],
  ) {}

  async figures(
    name: string,
    times: number,
    atMost: number,
    strike: () => Promise<readonly number[]>,
  ): Promise<readonly Figure[]> {
    const all: number[] = [];
    for (let at = 0; at < times; at++) all.push(...(await strike()));
    return [
      { name: `${name}, measured`, value: all.length, unit: '' },
      { name: `${name}, median`, value: percentile(all, 0.5), unit: 'ms' },
      { name: `${name}, longest`, value: percentile(all, 1), unit: 'ms', target: { atMost } },
    ];
  }

  /** The longest of one flush. */
  async flush(): Promise<readonly number[]> {
    await this.enterAll(PAUSE_MS);
    await delay(Math.random() * PAUSE_MS);
    const ids = await this.ids(UNSETTLED);
    const atMs = Date.now();
    await onRedis(this.stage.stack.services.redis.url, (redis) => redis.flushall());
    return [Math.max(...(await this.settledAfter(ids, atMs)))];
  }

  /** Each batch that the worker was sending. */
  async kill(): Promise<readonly number[]> {
    const { stack } = this.stage;
    const sandbox = new SandboxDriver(stack.sandbox.url);
    const victims = [...stack.workers];
    await sandbox.addFault({
      match: { operation: 'customer_lists/update' },
      fault: { kind: 'delay', ms: SLOW_MS },
    });
    await this.enterAll(0);
    let ids: readonly string[] = [];
    while (ids.length === 0) {
      await delay(POLL_MS);
      ids = await this.ids(UNDER_WAY);
    }
    const atMs = Date.now();
    await Promise.all(victims.map((worker) => worker.kill()));
    await sandbox.clearFaults();
    for (const worker of victims) {
      await stack.addWorker();
      await stack.removeWorker(worker);
    }
    return this.settledAfter(ids, atMs);
  }

  private async enterAll(pauseMs: number): Promise<void> {
    for (const stepId of this.stepIds) {
      await this.stage.brand.enter(stepId, [...cleanUsers(1, `user-${this.users++}`)]);
      await delay(pauseMs);
    }
  }

  private async ids(sql: string): Promise<readonly string[]> {
    return (await this.database.query<{ id: string }>(sql)).rows.map(({ id }) => id);
  }

  private async settledAfter(ids: readonly string[], atMs: number): Promise<readonly number[]> {
    for (const endMs = Date.now() + 5 * MAX_KILLED_MS; Date.now() < endMs; await delay(POLL_MS)) {
      const { rows } = await this.database.query<{ ms: number }>(SETTLED, [ids, atMs]);
      if (rows.length === ids.length) return rows.map(({ ms }) => ms);
    }
    throw new Error(`of ${ids.length} batches not all were synced`);
  }
}
