import { type Clock, timingClock } from '../clock.ts';
import { type DiscountOptions, toDiscount } from '../round-trip-floor.ts';
import { SlotRateLimiter } from '../slot-rate-limiter.ts';
import { MemorySlotStore } from './memory-slot-store.ts';

/** What a {@link MemoryRateLimiter} may be told; everything may be left out. */
export interface MemoryRateLimiterOptions {
  /** Default: the machine's time, which cannot step back. */
  readonly clock?: Clock;
  /** How the round trip shortens the hold of answered slots. */
  readonly discount?: DiscountOptions;
}

/** A limiter for one process, and for tests. It forgets everything when the process ends. */
export class MemoryRateLimiter extends SlotRateLimiter {
  constructor({ clock, discount }: MemoryRateLimiterOptions = {}) {
    const timing = timingClock(clock);
    super(new MemorySlotStore(timing, toDiscount(discount)), timing);
  }
}
