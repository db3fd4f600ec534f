import { setMaxListeners } from 'node:events';

import { type TimingClock } from './clock.ts';
import { HeldPermit, type PermitKeeper } from './held-permit.ts';
import {
  type AcquireRequest,
  type Deferred,
  type LimitWindow,
  type Penalty,
  type Permit,
  type RateLimiter,
  type WaitForRequest,
  type WindowUsage,
} from './rate-limiter.ts';
import { RateLimiterError } from './rate-limiter.error.ts';
import { checkKey, checkMaxWait, checkPenalty, toSlotRequest, toStoreWindows } from './request.ts';
import { type SlotRequest, type SlotStore } from './slot-store.ts';
import { type Waiter, WaitingLine } from './waiting-line.ts';

/** Those who ask for the same windows of a key wait in one line. */
function lineName({ key, windows }: SlotRequest): string {
  return JSON.stringify([key, windows.map(({ id, limit, reserve }) => [id, limit, reserve])]);
}

/** The limiter over any store: permits, lines of waiters, cancellation. */
export class SlotRateLimiter implements RateLimiter {
  private readonly lines = new Map<string, { key: string; line: WaitingLine }>();
  private readonly keeper: PermitKeeper;
  private closed = false;

  constructor(
    private readonly store: SlotStore,
    private readonly clock: TimingClock,
  ) {
    this.keeper = {
      settle: (slots, roundTripMs) => store.settle(slots, roundTripMs),
      release: async (slots) => {
        await store.release(slots);
        for (const { key, line } of this.lines.values()) if (key === slots.key) line.wake();
      },
      now: () => clock.now(),
    };
  }

  async acquire(request: AcquireRequest): Promise<Permit | Deferred> {
    this.checkOpen();
    const wanted = toSlotRequest(request);
    request.signal?.throwIfAborted();
    const outcome = await this.take(wanted);
    if (request.signal?.aborted !== true) return outcome;
    if (outcome.kind === 'permit') await outcome.release();
    throw request.signal.reason;
  }

  async waitFor(request: WaitForRequest): Promise<Permit | Deferred> {
    this.checkOpen();
    const wanted = toSlotRequest(request);
    checkMaxWait(request.maxWaitMs);
    request.signal?.throwIfAborted();
    return this.queue(wanted, request);
  }

  async penalize(key: string, penalty: Penalty): Promise<void> {
    this.checkOpen();
    checkKey(key);
    checkPenalty(penalty);
    const forMs = penalty.until - this.clock.epochMs();
    if (forMs > 0) await this.store.penalize(key, forMs, penalty.window);
  }

  async usage(key: string, windows: readonly LimitWindow[]): Promise<WindowUsage[]> {
    this.checkOpen();
    checkKey(key);
    const rows = await this.store.usage(key, toStoreWindows(windows));
    const now = this.clock.epochMs();
    return rows.map(({ resetInMs, ...row }) => ({
      ...row,
      resetAtMs: resetInMs === null ? null : Math.ceil(now + resetInMs),
    }));
  }

  close(): Promise<void> {
    this.closed = true;
    const error = new RateLimiterError('CLOSED', 'the limiter was closed');
    for (const { line } of this.lines.values()) line.rejectAll(error);
    return Promise.resolve();
  }

  private checkOpen(): void {
    if (this.closed) throw new RateLimiterError('CLOSED', 'the limiter was closed');
  }

  private async take(wanted: SlotRequest): Promise<Permit | Deferred> {
    const askedAtMs = this.clock.now();
    const outcome = await this.store.take(wanted, crypto.randomUUID());
    if (outcome.taken) return new HeldPermit(outcome.slots, askedAtMs, this.keeper);
    return this.deferred(Math.ceil(outcome.retryInMs), outcome.window);
  }

  private deferred(retryInMs: number, window: string | null): Deferred {
    return { kind: 'deferred', retryAtMs: Math.ceil(this.clock.epochMs()) + retryInMs, retryInMs, window };
  }

  private queue(
    wanted: SlotRequest,
    { maxWaitMs, signal, fairBy = '' }: WaitForRequest,
  ): Promise<Permit | Deferred> {
    const line = this.lineFor(wanted);
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        if (line.leave(waiter)) waiter.reject(signal?.reason as Error);
      };
      const done = (): void => signal?.removeEventListener('abort', cancel);
      const waiter: Waiter = {
        party: fairBy,
        deadlineMs: this.clock.now() + maxWaitMs,
        attempt: () => this.take(wanted),
        resolve: (outcome) => (done(), resolve(outcome)),
        reject: (reason) => (done(), reject(reason)),
      };
      if (signal) setMaxListeners(0, signal); // one signal may end many waits
      signal?.addEventListener('abort', cancel, { once: true });
      line.join(waiter);
    });
  }

  private lineFor(wanted: SlotRequest): WaitingLine {
    const name = lineName(wanted);
    const known = this.lines.get(name);
    if (known) return known.line;
    const line = new WaitingLine(this.clock, () => this.lines.delete(name));
    this.lines.set(name, { key: wanted.key, line });
    return line;
  }
}
