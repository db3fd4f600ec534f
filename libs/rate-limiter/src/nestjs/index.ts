export { RATE_LIMITER, RateLimiterModule, type RateLimiterModuleOptions } from './rate-limiter.module.ts';
