import { RateLimiterError } from '../rate-limiter.error.ts';
import { type Discount } from '../round-trip-floor.ts';
import {
  type HeldSlots,
  type SlotRequest,
  type SlotStore,
  type StoreUsage,
  type StoreWindow,
  type TakeOutcome,
} from '../slot-store.ts';
import { ACQUIRE, PENALIZE, RELEASE, SETTLE, USAGE } from './generated/scripts.ts';
import { type KeyNames } from './key-names.ts';
import { RedisUnavailable } from './redis-failure.ts';
import { type ScriptRunner, toScript } from './script-runner.ts';

const US_PER_MS = 1_000;
const toUs = (ms: number): number => Math.round(ms * US_PER_MS);
const toMs = (us: number): number => us / US_PER_MS;

export interface RedisSlotStoreSettings {
  readonly discount: Discount;
  readonly emptyHoldMs: number;
  readonly unavailableRetryMs: number;
  readonly onError: (error: Error) => void;
}

/** Slots in Redis, on Redis' clock; `lua/` tells how. Times inside Redis are whole microseconds. */
export class RedisSlotStore implements SlotStore {
  private readonly scripts = {
    acquire: toScript(ACQUIRE),
    settle: toScript(SETTLE),
    release: toScript(RELEASE),
    penalize: toScript(PENALIZE),
    usage: toScript(USAGE),
  };

  constructor(
    private readonly runner: ScriptRunner,
    private readonly names: KeyNames,
    private readonly settings: RedisSlotStoreSettings,
  ) {}

  async take(request: SlotRequest, id: string): Promise<TakeOutcome> {
    try {
      return await this.tryTake(request, id);
    } catch (error) {
      if (!(error instanceof RedisUnavailable)) throw error;
      this.settings.onError(error);
      return { taken: false, retryInMs: this.settings.unavailableRetryMs, window: null };
    }
  }

  async settle(slots: HeldSlots, roundTripMs: number | undefined): Promise<void> {
    const { id, cost, takenAtMs, windows } = slots;
    const keys = [this.names.state(slots.key), ...this.windowKeys(slots)];
    const periods = windows.map(({ periodMs }) => toUs(periodMs));
    const measured = roundTripMs === undefined ? -1 : toUs(roundTripMs);
    await this.tell(
      this.runner.run(this.scripts.settle, keys, [id, cost, toUs(takenAtMs), measured, ...periods]),
    );
  }

  async release(slots: HeldSlots): Promise<void> {
    await this.tell(this.runner.run(this.scripts.release, this.windowKeys(slots), [slots.id, slots.cost]));
  }

  async penalize(key: string, forMs: number, window = ''): Promise<void> {
    await this.ask(
      this.runner.runIfConnected(
        this.scripts.penalize,
        [this.names.state(key)],
        [toUs(forMs), window],
        ignore,
      ),
    );
  }

  async usage(key: string, windows: readonly StoreWindow[]): Promise<StoreUsage[]> {
    const { share, maxMs } = this.settings.discount;
    const keys = [this.names.state(key), ...this.windowKeys({ key, windows })];
    const args = [share, toUs(maxMs), ...windows.flatMap(({ name, periodMs }) => [name, toUs(periodMs)])];
    const rows = await this.ask(this.runner.runIfConnected(this.scripts.usage, keys, args, ignore));
    return windows.map((window, at) => toUsage(window, (rows as [number, number, number][])[at]));
  }

  private async tryTake(request: SlotRequest, id: string): Promise<TakeOutcome> {
    const { key } = request;
    const keys = [this.names.state(key), this.names.emptySince(key), ...this.windowKeys(request)];
    const giveBack = (reply: unknown): void => {
      const outcome = toOutcome(reply, request, id);
      if (outcome.taken) void this.release(outcome.slots);
    };
    const reply = await this.runner.runIfConnected(
      this.scripts.acquire,
      keys,
      this.acquireArgs(request, id),
      giveBack,
    );
    return toOutcome(reply, request, id);
  }

  private acquireArgs({ cost, leaseMs, windows }: SlotRequest, id: string): (string | number)[] {
    const { discount, emptyHoldMs } = this.settings;
    const limits = windows.flatMap(({ name, limit, reserve, periodMs }) => [
      name,
      limit - reserve,
      toUs(periodMs),
    ]);
    return [
      ...[id, cost, toUs(leaseMs), discount.share, toUs(discount.maxMs)],
      ...[toUs(emptyHoldMs), this.names.emptySinceLifeMs, ...limits],
    ];
  }

  private windowKeys({ key, windows }: Pick<SlotRequest, 'key' | 'windows'>): string[] {
    return windows.map(({ id }) => this.names.window(key, id));
  }

  /** For questions that only Redis can answer. */
  private async ask(sent: Promise<unknown>): Promise<unknown> {
    return sent.catch((error: unknown) => {
      if (!(error instanceof RedisUnavailable)) throw error;
      throw new RateLimiterError('STORE_UNAVAILABLE', `Redis cannot be reached: ${error.message}`, {
        cause: error,
      });
    });
  }

  /** For news that Redis may miss: the lease ends what it did not hear. */
  private async tell(sent: Promise<unknown>): Promise<void> {
    try {
      await sent;
    } catch (error) {
      this.settings.onError(error as Error);
    }
  }
}

const ignore = (): void => undefined;

function toOutcome(reply: unknown, request: SlotRequest, id: string): TakeOutcome {
  const [taken, us, blockedBy] = reply as [0 | 1, number, number?];
  if (taken === 1) return { taken: true, slots: { ...request, id, takenAtMs: toMs(us) } };
  return { taken: false, retryInMs: toMs(us), window: request.windows[(blockedBy ?? 0) - 1]?.name ?? null };
}

function toUsage(window: StoreWindow, row: [number, number, number] | undefined): StoreUsage {
  const { name, limit, reserve } = window;
  const [used, freeInUs, penaltyUs] = row ?? [0, 0, 0];
  const resetInMs = toMs(Math.max(freeInUs, penaltyUs));
  const remaining = penaltyUs > 0 ? 0 : Math.max(0, limit - reserve - used);
  return { name, limit, used, remaining, resetInMs: resetInMs > 0 ? resetInMs : null };
}
