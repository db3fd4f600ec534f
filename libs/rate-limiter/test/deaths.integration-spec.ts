// Real: Redis, a strict HTTP server, worker processes of the built package that are killed. Nothing is mocked.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { type Cluster, type Redis } from 'ioredis';

import { startStrictServer, type StrictServer } from '../src/testing/index.ts';
import { connect, redisUrl } from './redis-connection.ts';

const LIMIT = 7;
const PERIOD_MS = 300;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('a strict server with jitter refuses nothing', () => {
  let redis: Redis | Cluster;
  let server: StrictServer;
  let prefix: string;
  const workers = new Set<ChildProcess>();

  function startWorker(emptyHoldMs: number): ChildProcess {
    const settings = {
      redisUrl: redisUrl(),
      serverUrl: server.url,
      prefix,
      limit: LIMIT,
      periodMs: PERIOD_MS,
      emptyHoldMs,
    };
    const worker = fork(join(__dirname, 'worker-process.mjs'), [JSON.stringify(settings)], { execArgv: [] });
    workers.add(worker);
    return worker;
  }

  async function kill(worker: ChildProcess): Promise<void> {
    workers.delete(worker);
    const ended = once(worker, 'exit');
    worker.kill('SIGKILL');
    await ended;
  }

  beforeEach(async () => {
    redis = await connect();
    prefix = `${randomUUID()}:`;
    server = await startStrictServer({ limit: LIMIT, periodMs: PERIOD_MS, delayMs: 10, jitterMs: 40 });
  });

  afterEach(async () => {
    await Promise.all([...workers].map(kill));
    await server.close();
    await redis.quit();
  });

  /** Waits until the server admitted `more` than now: the workers are at work. */
  async function admitted(more: number): Promise<void> {
    const target = server.report().admittedAtMs.length + more;
    while (server.report().admittedAtMs.length < target) await pause(10);
  }

  it('while workers are killed at any moment and come back', async () => {
    for (let i = 0; i < 3; i += 1) startWorker(0);
    for (let round = 0; round < 10; round += 1) {
      await admitted(3);
      await pause(Math.random() * PERIOD_MS);
      const [oldest] = workers;
      if (oldest) await kill(oldest);
      startWorker(0);
    }
    expect(server.report().refused).toBe(0);
  }, 60_000);

  it('when Redis loses everything while requests are under way', async () => {
    for (let i = 0; i < 2; i += 1) startWorker(600);
    for (let round = 0; round < 4; round += 1) {
      await admitted(LIMIT * 2);
      await pause(Math.random() * PERIOD_MS);
      await redis.del(...(await redis.keys(`${prefix}*`)), 'none');
    }
    await admitted(LIMIT);
    expect(server.report().refused).toBe(0);
  }, 60_000);
});
