// Real: Redis. Mocked: what its clock once said.
import { randomUUID } from 'node:crypto';

import { RedisRateLimiter } from '../src/redis/index.ts';
import { connect } from './redis-connection.ts';

const request = { key: 'user', windows: [{ name: 'second', limit: 1, periodMs: 1_000 }] };
const HOUR_US = 3_600_000_000;

describe('RedisRateLimiter and the clock of Redis', () => {
  let redis: Awaited<ReturnType<typeof connect>>;
  let prefix: string;
  beforeEach(async () => {
    redis = await connect();
    prefix = `${randomUUID()}:`;
  });
  afterEach(async () => void (await redis.quit()));

  it('goes on when the clock of Redis steps back by an hour', async () => {
    const limiter = new RedisRateLimiter({ redis, prefix, emptyHoldMs: 0 });
    const state = `${prefix}{user}`;
    await limiter.usage('user', request.windows);
    await redis.hincrby(state, 'clock', HOUR_US); // as if it had been an hour ahead until now
    const permit = await limiter.acquire(request);
    if (permit.kind === 'permit') await permit.settle();
    const deferred = await limiter.acquire(request);
    expect(deferred.kind === 'deferred' && deferred.retryInMs).toBeLessThanOrEqual(1_000);
    expect((await limiter.waitFor({ ...request, maxWaitMs: 2_000 })).kind).toBe('permit');
  });

  it('leaves nothing behind that does not expire by itself, but the mark of when Redis was empty', async () => {
    const limiter = new RedisRateLimiter({ redis, prefix });
    const permit = await limiter.waitFor({ ...request, leaseMs: 5_000, maxWaitMs: 5_000 });
    await limiter.penalize('user', { until: Date.now() + 1_000 });
    if (permit.kind === 'permit') await permit.settle();
    const keys = [`${prefix}{user}`, `${prefix}{user}:second:1000`];
    const lives = await Promise.all(keys.map((key) => redis.pttl(key)));
    expect(lives.every((ms) => ms > 1_000 && ms <= 602_000)).toBe(true);
    expect(await redis.pttl(`${prefix}empty-since`)).toBe(-1);
  });

  it('holds everything for a while after Redis was found empty, and a new key only then', async () => {
    const limiter = new RedisRateLimiter({ redis, prefix, emptyHoldMs: 300 });
    expect(await limiter.acquire(request)).toMatchObject({ kind: 'deferred', window: null });
    expect((await limiter.waitFor({ ...request, maxWaitMs: 1_000 })).kind).toBe('permit');
    expect((await limiter.acquire({ ...request, key: 'another' })).kind).toBe('permit');
  });
});
