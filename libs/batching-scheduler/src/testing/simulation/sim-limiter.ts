import { type Clock } from '../../clock.ts';

/** The second in which the other side counts. */
const SECOND_MS = 1_000;

/**
 * A few slots a flow, each free again a second after the answer: whatever the network does in between, the other side
 * never sees more in any second. A holder that died gives its slot back by the lease.
 */
export class SimLimiter {
  private readonly freeAtMs = new Map<string, number[]>();

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly leaseMs: number,
  ) {}

  /** A permit, or the moment at which to ask again. */
  acquire(flowId: string): { readonly answered: () => void } | { readonly untilMs: number } {
    const slots = this.freeAtMs.get(flowId) ?? Array.from({ length: this.perSecond }, () => 0);
    this.freeAtMs.set(flowId, slots);
    const nowMs = this.clock.now();
    const slot = slots.findIndex((freeAtMs) => freeAtMs <= nowMs);
    if (slot < 0) return { untilMs: Math.min(...slots) };
    slots[slot] = nowMs + this.leaseMs;
    return { answered: () => (slots[slot] = this.clock.now() + SECOND_MS) };
  }
}
