export { RedisRateLimiter, type RedisRateLimiterOptions } from './redis-rate-limiter.ts';
export { type RedisClient } from './redis-client.ts';
