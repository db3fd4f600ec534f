// Real: Redis, time. Nothing is mocked.
import { randomUUID } from 'node:crypto';

import { RedisRateLimiter } from '../src/redis/index.ts';
import { rateLimiterConformance } from '../src/testing/index.ts';
import { connect } from './redis-connection.ts';

rateLimiterConformance('RedisRateLimiter', async () => {
  const redis = await connect();
  return {
    limiter: new RedisRateLimiter({ redis, prefix: `${randomUUID()}:`, emptyHoldMs: 0 }),
    now: () => Date.now(),
    advance: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    dispose: async () => void (await redis.quit()),
  };
});
