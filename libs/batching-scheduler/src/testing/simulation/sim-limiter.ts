import { type Clock } from '../../clock.ts';

/** The second in which the other side counts. */
const SECOND_MS = 1_000;

interface Slot {
  freeAtMs: number;
  /** Which permit has it: whoever comes back late frees nothing of somebody else's. */
  permit: number;
}

/**
 * A few slots a flow, each free again a second after the answer: whatever the network does in between, the other side
 * never sees more in any second. A holder that died gives its slot back by the lease.
 */
export class SimLimiter {
  private readonly flows = new Map<string, readonly Slot[]>();
  private permits = 0;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond: number,
    private readonly leaseMs: number,
  ) {}

  /** A permit, or the moment at which to ask again. */
  acquire(flowId: string): { readonly answered: () => void } | { readonly untilMs: number } {
    const slots = this.slotsOf(flowId);
    const nowMs = this.clock.now();
    const slot = slots.find(({ freeAtMs }) => freeAtMs <= nowMs);
    if (!slot) return { untilMs: Math.min(...slots.map(({ freeAtMs }) => freeAtMs)) };
    const permit = ++this.permits;
    Object.assign(slot, { permit, freeAtMs: nowMs + this.leaseMs });
    const answered = (): void => {
      if (slot.permit === permit) slot.freeAtMs = this.clock.now() + SECOND_MS;
    };
    return { answered };
  }

  private slotsOf(flowId: string): readonly Slot[] {
    const known = this.flows.get(flowId);
    const slots = known ?? Array.from({ length: this.perSecond }, () => ({ freeAtMs: 0, permit: 0 }));
    this.flows.set(flowId, slots);
    return slots;
  }
}
