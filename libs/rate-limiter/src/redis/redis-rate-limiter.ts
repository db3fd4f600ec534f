import { timingClock } from '../clock.ts';
import { type DiscountOptions, toDiscount } from '../round-trip-floor.ts';
import { SlotRateLimiter } from '../slot-rate-limiter.ts';
import { KeyNames } from './key-names.ts';
import { type RedisClient } from './redis-client.ts';
import { RedisSlotStore } from './redis-slot-store.ts';
import { ScriptRunner } from './script-runner.ts';

/** What a {@link RedisRateLimiter} is given; only `redis` is required. */
export interface RedisRateLimiterOptions {
  /** An ioredis client: single, Sentinel or Cluster. The limiter never closes it. */
  readonly redis: RedisClient;
  /** Put before every Redis key. Limiters share quotas when prefix and key are the same. Default `rate-limiter:`. */
  readonly prefix?: string;
  /** How the round trip shortens the hold of answered slots. */
  readonly discount?: DiscountOptions;
  /** How long an answer of Redis is waited for, in ms; then the request is deferred. Default 1,000. */
  readonly commandTimeoutMs?: number;
  /** When to ask again while Redis is away, in ms. Default 1,000. */
  readonly unavailableRetryMs?: number;
  /**
   * After Redis was found empty (first start, flush, restart without persistence) nothing is admitted for so many ms,
   * because what was sent a moment ago is forgotten. Choose at least your shortest period and the longest answer.
   * Default 2,000; 0 trusts an empty Redis.
   */
  readonly emptyHoldMs?: number;
  /** Told when Redis was away, for logs and metrics; the callers see `Deferred`. */
  readonly onError?: (error: Error) => void;
}

/**
 * A limiter that all processes share through Redis (6.2 or newer, or Valkey). Without Redis it defers; it never falls
 * back to a quota of its own.
 */
export class RedisRateLimiter extends SlotRateLimiter {
  constructor(options: RedisRateLimiterOptions) {
    const { redis, prefix = 'rate-limiter:', commandTimeoutMs = 1_000, unavailableRetryMs = 1_000 } = options;
    const { discount, emptyHoldMs = 2_000, onError = () => undefined } = options;
    const runner = new ScriptRunner(redis, commandTimeoutMs);
    const names = new KeyNames(prefix, redis.isCluster === true);
    const settings = { discount: toDiscount(discount), emptyHoldMs, unavailableRetryMs, onError };
    super(new RedisSlotStore(runner, names, settings), timingClock(undefined));
  }
}
