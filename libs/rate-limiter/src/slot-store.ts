import { type WindowUsage } from './rate-limiter.ts';

/** A window after validation. */
export interface StoreWindow {
  readonly name: string;
  /** Name, period and subkey: what is counted together inside a key. */
  readonly id: string;
  readonly limit: number;
  readonly reserve: number;
  readonly periodMs: number;
}

/** A request after validation. */
export interface SlotRequest {
  readonly key: string;
  readonly cost: number;
  readonly leaseMs: number;
  readonly windows: readonly StoreWindow[];
}

/** Slots that somebody holds. */
export interface HeldSlots extends SlotRequest {
  readonly id: string;
  /** When the slots were taken, on the store's clock. */
  readonly takenAtMs: number;
}

/** `window` is null when the whole key is held, or the store cannot be reached. */
export type TakeOutcome =
  | { readonly taken: true; readonly slots: HeldSlots }
  | { readonly taken: false; readonly retryInMs: number; readonly window: string | null };

/** Remembers which slots are held. Every method is one atomic step on the store's own clock. */
export interface SlotStore {
  take(request: SlotRequest, id: string): Promise<TakeOutcome>;
  settle(slots: HeldSlots, roundTripMs: number | undefined): Promise<void>;
  release(slots: HeldSlots): Promise<void>;
  penalize(key: string, forMs: number, window: string | undefined): Promise<void>;
  usage(key: string, windows: readonly StoreWindow[]): Promise<StoreUsage[]>;
}

/** Like `WindowUsage`, with the reset as a distance from now. */
export type StoreUsage = Omit<WindowUsage, 'resetAtMs'> & { readonly resetInMs: number | null };
