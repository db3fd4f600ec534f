/** How a learned round trip shortens the hold of answered slots. */
export interface DiscountOptions {
  /** Share of the least round trip that is given back, 0 to 1. Default 0.9; 0 never gives anything back. */
  readonly share?: number;
  /** Most ms that are given back, and never more than half a period. Default 250: more is work, not distance. */
  readonly maxMs?: number;
}

export type Discount = Required<DiscountOptions>;

export function toDiscount({ share = 0.9, maxMs = 250 }: DiscountOptions = {}): Discount {
  return { share, maxMs };
}

/** The most that can ever be given back for a period. */
export const maxDiscountMs = (discount: Discount, periodMs: number): number =>
  Math.min(discount.maxMs, periodMs / 2);

/** Samples that are kept of each stretch (the least ones), and the number below which nothing is believed. */
const SAMPLES = 12;
/** A stretch of samples is forgotten after one to two of these, so that a longer route heals. */
const STRETCH_MS = 60_000;
/** A floor that was not confirmed for so long is not believed; nor is any for so long after a refusal. */
const STALE_MS = 600_000;

/**
 * Learns a lower bound of the round trip of one key.
 *
 * The least of n samples lies above the true floor, more so when there are few of them or when they scatter. How far the
 * twelfth least lies above the least tells how much, so `2 * least - twelfth` is believed: little of few or scattered
 * samples, nearly the least of many. In simulated minutes at 80 ms with 0-100 ms of even jitter each way, believing the
 * least itself earned a refusal in every third first minute; this one in about two thousand, and none later.
 */
export class RoundTripFloor {
  private recent: number[] = [];
  private before: number[] = [];
  private count = 0;
  private startedAtMs = 0;
  private learnedAtMs = Number.NEGATIVE_INFINITY;
  private distrustedUntilMs = Number.NEGATIVE_INFINITY;
  private floor = 0;

  learn(sampleMs: number, nowMs: number): void {
    if (this.count === 0) this.startedAtMs = nowMs;
    this.count += 1;
    this.recent = least([...this.recent, sampleMs]);
    this.learnedAtMs = nowMs;
    if (this.count >= SAMPLES || this.before.length > 0)
      this.floor = floorOf([...this.recent, ...this.before]);
    if (this.count >= SAMPLES && nowMs - this.startedAtMs >= STRETCH_MS) this.turn();
  }

  /** A server that refused may have seen requests closer together than the floor made believe. */
  distrust(nowMs: number): void {
    this.distrustedUntilMs = nowMs + STALE_MS;
  }

  /** What to give back at `nowMs`, in ms. */
  discountMs({ share, ...most }: Discount, periodMs: number, nowMs: number): number {
    if (nowMs - this.learnedAtMs > STALE_MS || nowMs < this.distrustedUntilMs) return 0;
    return Math.min(share * this.floor, maxDiscountMs({ share, ...most }, periodMs));
  }

  private turn(): void {
    this.before = this.recent;
    this.recent = [];
    this.count = 0;
  }
}

const least = (samples: number[]): number[] => samples.sort((a, b) => a - b).slice(0, SAMPLES);

function floorOf(samples: number[]): number {
  const kept = least(samples);
  return Math.max(0, 2 * (kept[0] ?? 0) - (kept.at(-1) ?? 0));
}
