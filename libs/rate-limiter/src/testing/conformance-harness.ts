import assert from 'node:assert/strict';

import {
  type AcquireRequest,
  type Deferred,
  type LimitWindow,
  type Permit,
  type RateLimiter,
} from '../rate-limiter.ts';

/** A limiter under test and the time it lives in. */
export interface LimiterUnderTest {
  readonly limiter: RateLimiter;
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time pass: a manual clock moves, real time is waited for. */
  advance(ms: number): Promise<void>;
  /** Ends what the factory opened. */
  dispose?(): Promise<void>;
}

/** Makes the limiter of one test. */
export type LimiterFactory = () => Promise<LimiterUnderTest>;

export const PERIOD_MS = 400;
let keys = 0;

/** A limiter under test, with the words that the cases are written in. */
export class Trial {
  readonly key = `conformance-${process.pid}-${(keys += 1)}`;
  readonly limiter: RateLimiter;

  constructor(private readonly subject: LimiterUnderTest) {
    this.limiter = subject.limiter;
  }

  now(): number {
    return this.subject.now();
  }

  advance(ms: number): Promise<void> {
    return this.subject.advance(ms);
  }

  window(limit: number, more: Partial<LimitWindow> = {}): LimitWindow {
    return { name: 'second', limit, periodMs: PERIOD_MS, ...more };
  }

  acquire(windows: readonly LimitWindow[], more: Partial<AcquireRequest> = {}): Promise<Permit | Deferred> {
    return this.limiter.acquire({ key: this.key, windows, ...more });
  }

  async permit(windows: readonly LimitWindow[], more: Partial<AcquireRequest> = {}): Promise<Permit> {
    const outcome = await this.acquire(windows, more);
    assert.equal(outcome.kind, 'permit');
    return outcome;
  }

  async deferred(windows: readonly LimitWindow[], more: Partial<AcquireRequest> = {}): Promise<Deferred> {
    const outcome = await this.acquire(windows, more);
    if (outcome.kind === 'permit') await outcome.release();
    assert.equal(outcome.kind, 'deferred');
    return outcome;
  }

  async used(window: LimitWindow): Promise<number | undefined> {
    return (await this.limiter.usage(this.key, [window]))[0]?.used;
  }

  /**
   * Sends one request that is answered after 50 ms, and answers between which bounds the time lies that its slot is held from
   * then on. The bounds are as far apart as the calls took, however slow the machine is.
   */
  async holdOfAnswered(window: LimitWindow): Promise<{ leastMs: number; mostMs: number }> {
    const permit = await this.permit([window]);
    await this.advance(50);
    const before = this.now();
    await permit.settle({ roundTripMs: 50 });
    const after = this.now();
    const [usage] = await this.limiter.usage(this.key, [window]);
    const freeAtMs = usage?.resetAtMs ?? 0;
    const askedMs = this.now() - after;
    return { leastMs: freeAtMs - askedMs - after, mostMs: freeAtMs - before };
  }

  /** Waits in line while time passes; answers the outcome and how long it took. */
  async wait(
    windows: readonly LimitWindow[],
    maxWaitMs: number,
  ): Promise<{ outcome: Permit | Deferred; tookMs: number }> {
    const from = this.now();
    const waiting = this.track(this.limiter.waitFor({ key: this.key, windows, maxWaitMs }));
    while (!waiting.isDone()) await this.advance(5);
    return { outcome: await waiting.promise, tookMs: this.now() - from };
  }

  private track<T>(promise: Promise<T>): { promise: Promise<T>; isDone(): boolean } {
    let done = false;
    const end = (): void => void (done = true);
    promise.then(end, end);
    return { promise, isDone: () => done };
  }
}
