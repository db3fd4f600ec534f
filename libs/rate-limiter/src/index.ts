export {
  type AcquireRequest,
  type Deferred,
  type LimitWindow,
  type Penalty,
  type Permit,
  type RateLimiter,
  type SettleOptions,
  type WaitForRequest,
  type WindowUsage,
} from './rate-limiter.ts';
export { isRateLimiterError, RateLimiterError, type RateLimiterErrorCode } from './rate-limiter.error.ts';
export { type Clock } from './clock.ts';
export { type DiscountOptions } from './round-trip-floor.ts';
export { MemoryRateLimiter, type MemoryRateLimiterOptions } from './memory/memory-rate-limiter.ts';
