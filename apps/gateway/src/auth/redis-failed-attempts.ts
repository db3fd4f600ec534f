import { type RedisConnections, withinLimit } from '@audience-sync/messaging';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { FailedAttempts } from './failed-attempts.port.ts';

export interface FailedAttemptsSettings {
  /** So many refused credentials of an address in a window, then it has to wait for the window's end. */
  readonly max: number;
  readonly windowMs: number;
}

/** A command that was on its way when Redis went is answered when Redis is back: nobody waits for that at the door. */
const ANSWER_LIMIT_MS = 1_000;

/** In Redis; while that is away each gateway counts for itself, so that nobody is locked out for it. */
export class RedisFailedAttempts extends FailedAttempts {
  private readonly counter: RateLimiterRedis;
  private readonly own: RateLimiterMemory;

  constructor({ commands, settings }: RedisConnections, { max, windowMs }: FailedAttemptsSettings) {
    super();
    const limits = { points: max, duration: windowMs / 1_000 };
    this.own = new RateLimiterMemory(limits);
    this.counter = new RateLimiterRedis({
      ...limits,
      storeClient: commands,
      keyPrefix: `${settings.prefix}failed-attempts`,
      rejectIfRedisNotReady: true,
      insuranceLimiter: this.own,
    });
  }

  async restOf(address: string): Promise<number> {
    const seen = await withinLimit(this.counter.get(address), ANSWER_LIMIT_MS).catch(() =>
      this.own.get(address),
    );
    if (seen === null || seen.consumedPoints < this.counter.points) return 0;
    return Math.max(1, Math.ceil(seen.msBeforeNext / 1_000));
  }

  async count(address: string): Promise<void> {
    // What rejects when the limit is passed is told by the next `restOf` anyway.
    await withinLimit(this.counter.consume(address), ANSWER_LIMIT_MS).catch((error: unknown) =>
      error instanceof RateLimiterRes ? undefined : this.own.consume(address).catch(() => undefined),
    );
  }
}
