// RateLimiterQueue over RateLimiterRedis: https://github.com/animir/node-rate-limiter-flexible/wiki/RateLimiterQueue
import { Redis } from 'ioredis';
import { RateLimiterQueue, RateLimiterRedis } from 'rate-limiter-flexible';

export async function start({ redisUrl, key, limit, send }) {
  const redis = new Redis(redisUrl);
  const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: key, points: limit, duration: 1 });
  const queue = new RateLimiterQueue(limiter);
  let running = true;
  const loop = async () => {
    while (running) {
      await queue.removeTokens(1, key);
      if (running) void send();
    }
  };
  loop().catch(() => undefined);
  return async () => {
    running = false;
    redis.disconnect();
  };
}
