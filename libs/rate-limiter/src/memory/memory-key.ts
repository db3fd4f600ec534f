import { type Discount, RoundTripFloor } from '../round-trip-floor.ts';
import {
  type HeldSlots,
  type SlotRequest,
  type StoreUsage,
  type StoreWindow,
  type TakeOutcome,
} from '../slot-store.ts';
import { MemoryWindow } from './memory-window.ts';

/** A full window is never free this very moment, however fractions round. */
const LEAST_WAIT_MS = 0.1;

interface Block {
  readonly untilMs: number;
  readonly window: string | null;
}

/** Everything that is known about one key. */
export class MemoryKey {
  private readonly windows = new Map<string, { periodMs: number; slots: MemoryWindow }>();
  private readonly penalties = new Map<string | null, number>();
  private readonly roundTrip = new RoundTripFloor();

  constructor(private readonly discount: Discount) {}

  take(request: SlotRequest, id: string, nowMs: number): TakeOutcome {
    const block = this.longestBlock(request, nowMs);
    if (block) return { taken: false, retryInMs: block.untilMs - nowMs, window: block.window };
    for (const window of request.windows) this.slotsOf(window).add(id, request.cost, nowMs + request.leaseMs);
    return { taken: true, slots: { ...request, id, takenAtMs: nowMs } };
  }

  settle({ id, cost, windows, takenAtMs }: HeldSlots, roundTripMs: number | undefined, nowMs: number): void {
    const held = windows.map((window) => this.slotsOf(window).settle(id, cost, nowMs));
    const sampleMs = Math.min(roundTripMs ?? Number.POSITIVE_INFINITY, nowMs - takenAtMs);
    if (held.includes(true)) this.roundTrip.learn(sampleMs, nowMs);
  }

  release({ id, windows }: HeldSlots): void {
    for (const window of windows) this.slotsOf(window).release(id);
  }

  penalize(untilMs: number, window: string | null, nowMs: number): void {
    this.roundTrip.distrust(nowMs);
    this.penalties.set(window, Math.max(untilMs, this.penalties.get(window) ?? 0));
  }

  usage(window: StoreWindow, nowMs: number): StoreUsage {
    const { name, limit, reserve } = window;
    const slots = this.pruned(window, nowMs);
    const penaltyMs = this.penaltyOf(name) - nowMs;
    const lastAt = Math.min(slots.newestAtMs, nowMs);
    const freeInMs = slots.isEmpty ? 0 : lastAt + this.holdMs(window, nowMs) - nowMs;
    const resetInMs = Math.max(penaltyMs, freeInMs);
    const remaining = penaltyMs > 0 ? 0 : Math.max(0, limit - reserve - slots.used);
    return { name, limit, used: slots.used, remaining, resetInMs: resetInMs > 0 ? resetInMs : null };
  }

  /** True when nothing is left to remember but the round trip. */
  isIdle(nowMs: number): boolean {
    for (const [id, { periodMs, slots }] of this.windows) {
      slots.prune(nowMs - periodMs, nowMs - periodMs);
      if (slots.isEmpty) this.windows.delete(id);
    }
    return this.windows.size === 0 && [...this.penalties.values()].every((untilMs) => untilMs <= nowMs);
  }

  private longestBlock({ windows, cost }: SlotRequest, nowMs: number): Block | undefined {
    const blocks = windows.flatMap((window) => this.blocksOf(window, cost, nowMs));
    return blocks.sort((a, b) => b.untilMs - a.untilMs)[0];
  }

  private blocksOf(window: StoreWindow, cost: number, nowMs: number): Block[] {
    const wholeKey = this.penalties.get(null) ?? 0;
    const blocks: Block[] = [];
    if (wholeKey > nowMs) blocks.push({ untilMs: wholeKey, window: null });
    const untilMs = Math.max(this.fullUntil(window, cost, nowMs), this.penalties.get(window.name) ?? 0);
    if (untilMs > nowMs) blocks.push({ untilMs, window: window.name });
    return blocks;
  }

  /** A slot that is out now cannot be free before a period after now: nothing is missed by asking again then. */
  private fullUntil(window: StoreWindow, cost: number, nowMs: number): number {
    const slots = this.pruned(window, nowMs);
    const missing = slots.used + cost - (window.limit - window.reserve);
    if (missing <= 0) return 0;
    return Math.max(
      nowMs + LEAST_WAIT_MS,
      Math.min(slots.answeredAtOf(missing), nowMs) + this.holdMs(window, nowMs),
    );
  }

  private pruned(window: StoreWindow, nowMs: number): MemoryWindow {
    const slots = this.slotsOf(window);
    slots.prune(nowMs - this.holdMs(window, nowMs), nowMs - window.periodMs);
    return slots;
  }

  private holdMs({ periodMs }: StoreWindow, nowMs: number): number {
    return periodMs - this.roundTrip.discountMs(this.discount, periodMs, nowMs);
  }

  private penaltyOf(window: string): number {
    return Math.max(this.penalties.get(null) ?? 0, this.penalties.get(window) ?? 0);
  }

  private slotsOf({ id, periodMs }: StoreWindow): MemoryWindow {
    const known = this.windows.get(id);
    if (known) return known.slots;
    const slots = new MemoryWindow();
    this.windows.set(id, { periodMs, slots });
    return slots;
  }
}
