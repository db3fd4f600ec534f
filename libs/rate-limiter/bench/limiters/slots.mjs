// This library: two lines in front of a request, one behind.
import { Redis } from 'ioredis';

import { RedisRateLimiter } from '../../dist/esm/redis/index.js';

export async function start({ redisUrl, key, limit, send }) {
  const redis = new Redis(redisUrl);
  const limiter = new RedisRateLimiter({ redis, prefix: `${key}:`, emptyHoldMs: 0 });
  const windows = [{ name: 'second', limit, periodMs: 1_000 }];
  let running = true;
  const loop = async () => {
    while (running) {
      const permit = await limiter.waitFor({ key, windows, maxWaitMs: 60_000, leaseMs: 10_000 });
      if (permit.kind === 'permit') void send().finally(() => permit.settle());
    }
  };
  loop().catch(() => undefined);
  return async () => {
    running = false;
    await limiter.close();
    redis.disconnect();
  };
}
