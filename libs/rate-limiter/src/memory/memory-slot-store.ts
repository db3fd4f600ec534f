import { type TimingClock } from '../clock.ts';
import { type Discount } from '../round-trip-floor.ts';
import {
  type HeldSlots,
  type SlotRequest,
  type SlotStore,
  type StoreUsage,
  type StoreWindow,
  type TakeOutcome,
} from '../slot-store.ts';
import { MemoryKey } from './memory-key.ts';

/** Idle keys are forgotten after so many calls, or as many as there are keys: a call costs the same however many there are. */
const SWEEP_EVERY_CALLS = 1_000;

/** The memory twin of the Redis store: the same rules, inside one process. */
export class MemorySlotStore implements SlotStore {
  private readonly keys = new Map<string, MemoryKey>();
  private lastNowMs = Number.NEGATIVE_INFINITY;
  private lostMs = 0;
  private calls = 0;

  constructor(
    private readonly clock: TimingClock,
    private readonly discount: Discount,
  ) {}

  take(request: SlotRequest, id: string): Promise<TakeOutcome> {
    return Promise.resolve(this.stateOf(request.key).take(request, id, this.now()));
  }

  settle(slots: HeldSlots, roundTripMs: number | undefined): Promise<void> {
    this.stateOf(slots.key).settle(slots, roundTripMs, this.now());
    return Promise.resolve();
  }

  release(slots: HeldSlots): Promise<void> {
    this.stateOf(slots.key).release(slots);
    return Promise.resolve();
  }

  penalize(key: string, forMs: number, window?: string): Promise<void> {
    this.stateOf(key).penalize(this.now() + forMs, window ?? null, this.now());
    return Promise.resolve();
  }

  usage(key: string, windows: readonly StoreWindow[]): Promise<StoreUsage[]> {
    const state = this.stateOf(key);
    return Promise.resolve(windows.map((window) => state.usage(window, this.now())));
  }

  /** A clock that steps back stands still instead, and then goes on from there. */
  private now(): number {
    const clockMs = this.clock.now();
    this.lostMs = Math.max(this.lostMs, this.lastNowMs - clockMs);
    this.lastNowMs = clockMs + this.lostMs;
    return this.lastNowMs;
  }

  private stateOf(key: string): MemoryKey {
    this.sweep();
    const known = this.keys.get(key);
    if (known) return known;
    const state = new MemoryKey(this.discount);
    this.keys.set(key, state);
    return state;
  }

  private sweep(): void {
    this.calls += 1;
    if (this.calls < Math.max(SWEEP_EVERY_CALLS, this.keys.size)) return;
    this.calls = 0;
    for (const [key, state] of this.keys) if (state.isIdle(this.now())) this.keys.delete(key);
  }
}
