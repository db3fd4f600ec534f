import { type RedisConnections } from '@audience-sync/messaging';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

import { FailedAttempts } from './failed-attempts.port.ts';

export interface FailedAttemptsSettings {
  /** So many refused credentials of an address in a window, then it has to wait for the window's end. */
  readonly max: number;
  readonly windowMs: number;
}

/** In Redis; while that is away each gateway counts for itself, so that nobody is locked out for it. */
export class RedisFailedAttempts extends FailedAttempts {
  private readonly counter: RateLimiterRedis;

  constructor({ commands, settings }: RedisConnections, { max, windowMs }: FailedAttemptsSettings) {
    super();
    const limits = { points: max, duration: windowMs / 1_000 };
    this.counter = new RateLimiterRedis({
      ...limits,
      storeClient: commands,
      keyPrefix: `${settings.prefix}failed-attempts`,
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(limits),
    });
  }

  async restOf(address: string): Promise<number> {
    const seen = await this.counter.get(address);
    if (seen === null || seen.consumedPoints < this.counter.points) return 0;
    return Math.max(1, Math.ceil(seen.msBeforeNext / 1_000));
  }

  async count(address: string): Promise<void> {
    // It rejects when the limit is passed, which the next `restOf` tells anyway.
    await this.counter.consume(address).catch(() => undefined);
  }
}
