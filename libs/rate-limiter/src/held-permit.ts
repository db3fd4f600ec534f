import { type Permit, type SettleOptions } from './rate-limiter.ts';
import { type HeldSlots } from './slot-store.ts';

/** What a permit needs from the limiter that gave it. */
export interface PermitKeeper {
  settle(slots: HeldSlots, roundTripMs: number | undefined): Promise<void>;
  release(slots: HeldSlots): Promise<void>;
  now(): number;
}

/** The first call of `settle` or `release` decides; later ones share its promise. */
export class HeldPermit implements Permit {
  readonly kind = 'permit';
  private ending: Promise<void> | undefined;

  constructor(
    private readonly slots: HeldSlots,
    private readonly askedAtMs: number,
    private readonly keeper: PermitKeeper,
  ) {}

  get id(): string {
    return this.slots.id;
  }

  get expired(): boolean {
    return this.keeper.now() >= this.askedAtMs + this.slots.leaseMs;
  }

  settle(options: SettleOptions = {}): Promise<void> {
    return (this.ending ??= this.keeper.settle(this.slots, options.roundTripMs));
  }

  release(): Promise<void> {
    return (this.ending ??= this.keeper.release(this.slots));
  }
}
