import { RateLimiterError } from '../rate-limiter.error.ts';
import { type RedisClient } from './redis-client.ts';
import { RedisRateLimiter, type RedisRateLimiterOptions } from './redis-rate-limiter.ts';

const request = { key: 'user', windows: [{ name: 'second', limit: 7, periodMs: 1_000 }] };
const GRANTED = [1, 1_000_000];

function errorReply(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

/** A client whose scripts do what the test says. */
function clientThat(
  evalsha: (keys: (string | number)[]) => Promise<unknown>,
  more: Partial<RedisClient> = {},
) {
  const calls: (string | number)[][] = [];
  const call = (_: string, __: number, ...rest: (string | number)[]): Promise<unknown> => {
    calls.push(rest);
    return evalsha(rest);
  };
  return { calls, redis: { evalsha: call, eval: call, ...more } satisfies RedisClient };
}

function limiterOver(redis: RedisClient, more: Partial<RedisRateLimiterOptions> = {}) {
  const errors: string[] = [];
  const onError = (error: Error): void => void errors.push(error.message);
  return { errors, limiter: new RedisRateLimiter({ redis, onError, ...more }) };
}

describe('RedisRateLimiter without Redis', () => {
  it.each([
    ['the connection is lost', () => Promise.reject(new Error('Connection is closed.'))],
    ['Redis is loading', () => Promise.reject(errorReply('LOADING Redis is loading the dataset in memory'))],
    ['a replica was promoted too late', () => Promise.reject(errorReply("READONLY You can't write"))],
  ])('defers, and tells why, when %s', async (_, fail) => {
    const { limiter, errors } = limiterOver(clientThat(fail).redis, { unavailableRetryMs: 250 });
    expect(await limiter.acquire(request)).toMatchObject({ kind: 'deferred', retryInMs: 250, window: null });
    expect(errors).toHaveLength(1);
  });

  it('defers without sending anything while the client reconnects', async () => {
    const { redis, calls } = clientThat(() => Promise.resolve(GRANTED), { status: 'reconnecting' });
    expect((await limiterOver(redis).limiter.acquire(request)).kind).toBe('deferred');
    expect(calls).toHaveLength(0);
  });

  it('gives up waiting for an answer, and gives back a slot that it hears of too late', async () => {
    jest.useFakeTimers();
    let answer: (reply: unknown) => void = () => undefined;
    const { redis, calls } = clientThat(() => new Promise((resolve) => (answer = resolve)));
    const asked = limiterOver(redis, { commandTimeoutMs: 500 }).limiter.acquire(request);
    await jest.advanceTimersByTimeAsync(500);
    expect((await asked).kind).toBe('deferred');
    answer(GRANTED);
    await jest.advanceTimersByTimeAsync(0);
    jest.useRealTimers();
    const id = calls[0]?.[3];
    expect(calls[1]).toEqual(['rate-limiter:{user}:second:1000', id, 1]);
  });

  it('lets a permit be settled, and tells why Redis did not hear it', async () => {
    let reply = (): Promise<unknown> => Promise.resolve(GRANTED);
    const { limiter, errors } = limiterOver(clientThat(() => reply()).redis);
    const permit = await limiter.acquire(request);
    reply = () => Promise.reject(new Error('Connection is closed.'));
    if (permit.kind === 'permit') await permit.settle();
    expect(errors).toEqual(['Connection is closed.']);
  });

  it('throws where only Redis knows the answer', async () => {
    const { limiter } = limiterOver(
      clientThat(() => Promise.reject(new Error('Connection is closed.'))).redis,
    );
    await expect(limiter.usage('user', request.windows)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(limiter.penalize('user', { until: Date.now() + 1_000 })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });
});

describe('RedisRateLimiter', () => {
  it('throws when Redis says that something stays wrong', async () => {
    const { limiter } = limiterOver(
      clientThat(() => Promise.reject(errorReply('NOAUTH Authentication required.'))).redis,
    );
    await expect(limiter.acquire(request)).rejects.toThrow(RateLimiterError);
    await expect(limiter.acquire(request)).rejects.toMatchObject({ code: 'STORE_BROKEN' });
  });

  it('sends a script that Redis does not know yet', async () => {
    const { redis, calls } = clientThat(() => Promise.resolve(GRANTED));
    const evalsha = (): Promise<unknown> => Promise.reject(errorReply('NOSCRIPT No matching script.'));
    expect((await limiterOver({ ...redis, evalsha }).limiter.acquire(request)).kind).toBe('permit');
    expect(calls).toHaveLength(1);
  });
});
