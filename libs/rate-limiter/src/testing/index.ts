export { type LimiterFactory, type LimiterUnderTest } from './conformance-harness.ts';
export { ManualClock } from './manual-clock.ts';
export { rateLimiterConformance } from './rate-limiter.conformance.ts';
export { SlidingCount } from './sliding-count.ts';
export {
  startStrictServer,
  type StrictServer,
  type StrictServerOptions,
  type StrictServerReport,
} from './strict-server.ts';
