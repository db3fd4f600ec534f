// Real: ioredis, Redis. Cluster and Sentinel are real where redis-server or valkey-server is on the PATH; where none is, they are
// played in front of the one Redis of the tests, and the names of the tests say so.
import { randomUUID } from 'node:crypto';

import { RedisRateLimiter } from '../src/redis/index.ts';
import { rateLimiterConformance, SlidingCount } from '../src/testing/index.ts';
import { startCluster } from './topology/native-cluster.ts';
import { nativeRedis } from './topology/native-redis.ts';
import { startSentinel } from './topology/native-sentinel.ts';
import { playCluster } from './topology/played-cluster.ts';
import { playSentinel } from './topology/played-sentinel.ts';
import { type Topology } from './topology/topology.ts';

/** One key on each node of a Cluster of three. */
const KEYS_OF_EVERY_NODE = ['account-1', 'account-2', 'account-4'];
const program = nativeRedis();
const how = program === undefined ? 'played, for no redis-server is on the PATH' : 'real';

describe(`a Cluster (${how})`, () => {
  let cluster: Topology;
  beforeAll(async () => (cluster = await (program ? startCluster(program) : playCluster())), 60_000);
  afterAll(() => cluster.stop());

  rateLimiterConformance('RedisRateLimiter', async () => {
    const redis = await cluster.connect();
    return {
      limiter: new RedisRateLimiter({ redis, prefix: `${randomUUID()}:`, emptyHoldMs: 0 }),
      now: () => Date.now(),
      advance: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      dispose: () => Promise.resolve(redis.disconnect()),
    };
  });

  it('keeps keys apart, wherever they lie', async () => {
    const redis = await cluster.connect();
    const limiter = new RedisRateLimiter({ redis, prefix: `${randomUUID()}:`, emptyHoldMs: 0 });
    const windows = [
      { name: 'minute', limit: 2, periodMs: 60_000 },
      { name: 'day', limit: 5, periodMs: 86_400_000, subkey: 'a{b}c' },
    ];
    const keys = Array.from({ length: 50 }, (_, i) => `account {${i}}`);
    const outcomes = await Promise.all(
      [...keys, ...keys, ...keys].map(async (key) => (await limiter.acquire({ key, windows })).kind),
    );
    expect(outcomes.filter((kind) => kind === 'permit')).toHaveLength(2 * keys.length);
    expect((await limiter.usage('account {7}', windows)).map(({ used }) => used)).toEqual([2, 2]);
    redis.disconnect();
  });
});

describe.each([
  ['Cluster', () => (program ? startCluster(program) : playCluster())],
  ['Sentinel', () => (program ? startSentinel(program) : playSentinel())],
])(`a failover (${how}) of a %s`, (_name, start) => {
  let topology: Topology;
  beforeAll(async () => (topology = await start()), 60_000);
  afterAll(() => topology.stop());

  it('defers, never passes the limit, and goes on', async () => {
    const [limit, periodMs] = [5, 300];
    const redis = await topology.connect();
    const limiter = new RedisRateLimiter({
      redis,
      prefix: `${randomUUID()}:`,
      emptyHoldMs: 0,
      commandTimeoutMs: 200,
      unavailableRetryMs: 50,
    });
    const counts = KEYS_OF_EVERY_NODE.map((key) => ({ key, count: new SlidingCount(limit, periodMs) }));
    const windows = [{ name: 'burst', limit, periodMs }];
    async function send(key: string, count: SlidingCount): Promise<boolean> {
      const permit = await limiter.waitFor({ key, windows, maxWaitMs: 60_000 });
      if (permit.kind === 'deferred') throw new Error('nobody waits a minute');
      const isAdmitted = count.admit(performance.now());
      await permit.settle();
      return isAdmitted;
    }
    const sendAll = async (): Promise<boolean[]> => {
      const sent = counts.flatMap(({ key, count }) => Array.from({ length: 8 }, () => send(key, count)));
      return Promise.all(sent);
    };
    const before = await sendAll();
    await topology.failOver();
    const after = await sendAll();
    expect(new Set([...before, ...after])).toEqual(new Set([true]));
    await limiter.close();
    redis.disconnect();
  }, 60_000);
});
