// A worker for the tests that kill it: always sends, one permit a request, through the built package.
import { Redis } from 'ioredis';

import { RedisRateLimiter } from '@audience-sync/rate-limiter/redis';

const { redisUrl, serverUrl, prefix, limit, periodMs, emptyHoldMs } = JSON.parse(process.argv[2]);
const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
redis.on('error', () => undefined);
const limiter = new RedisRateLimiter({ redis, prefix, emptyHoldMs });
const request = {
  key: 'user',
  windows: [{ name: 'period', limit, periodMs }],
  leaseMs: 500,
  maxWaitMs: 10_000,
};

for (;;) {
  const permit = await limiter.waitFor(request);
  if (permit.kind === 'permit') void send().finally(() => permit.settle());
}

async function send() {
  const response = await fetch(serverUrl, { method: 'POST' });
  await response.arrayBuffer();
}
