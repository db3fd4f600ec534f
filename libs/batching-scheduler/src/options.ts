import { SchedulerError } from './scheduler.error.ts';

/** All times in milliseconds. */
export interface SchedulerOptions {
  /** A window is sealed this long after its first item, at the latest. Default 5,000. */
  readonly flushIntervalMs: number;
  /** Items a batch holds at most. Default 1,900. */
  readonly maxItems: number;
  /** Bytes a batch weighs at most: `bytesPerItem` an item, `bytesPerKey` a key, and its data. Default 1,000,000. */
  readonly maxBytes: number;
  /** What an item weighs in the request beside its keys and its data, in bytes. Default 0. */
  readonly bytesPerItem: number;
  /** What a key weighs in the request, in bytes. Default 65: 64 hexadecimal digits and a comma. */
  readonly bytesPerKey: number;
  /** Batches of one group under lease at the same time. Default 7. */
  readonly maxInFlightPerGroup: number;
  /** Batches of one flow under lease at the same time, those that wait for a permit included. Default 14. */
  readonly maxInFlightPerFlow: number;
  /** How long a sender owns a batch. Default 60,000. */
  readonly leaseMs: number;
  /** How long a claimed batch waits for its sender to begin, before somebody else may claim it. Default 10,000. */
  readonly claimLeaseMs: number;
  /** From the first failed attempt (or from being parked) until the items are errored. Default 46,800,000 (13 h). */
  readonly retryWindowMs: number;
  /** Exponential with full jitter between these. Defaults 5,000 and 900,000. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
}

/** The options of a store or a dispatcher that was given none. */
export const DEFAULT_OPTIONS: SchedulerOptions = {
  flushIntervalMs: 5_000,
  maxItems: 1_900,
  maxBytes: 1_000_000,
  bytesPerItem: 0,
  bytesPerKey: 65,
  maxInFlightPerGroup: 7,
  maxInFlightPerFlow: 14,
  leaseMs: 60_000,
  claimLeaseMs: 10_000,
  retryWindowMs: 13 * 3_600_000,
  backoffMinMs: 5_000,
  backoffMaxMs: 900_000,
};

/**
 * The defaults, overlaid with what the caller gives.
 * @throws {SchedulerError} `INVALID_OPTION`, naming the option.
 */
export function resolveOptions(given: Partial<SchedulerOptions> = {}): SchedulerOptions {
  const options = { ...DEFAULT_OPTIONS, ...given };
  for (const [name, value] of Object.entries(options) as [keyof SchedulerOptions, number][]) {
    const least = MAY_BE_ZERO.has(name) ? 0 : 1;
    if (!Number.isFinite(value) || value < least)
      throw new SchedulerError('INVALID_OPTION', name, `is below ${least}`);
  }
  if (options.backoffMaxMs < options.backoffMinMs)
    throw new SchedulerError('INVALID_OPTION', 'backoffMaxMs', 'is below backoffMinMs');
  return options;
}

const MAY_BE_ZERO: ReadonlySet<keyof SchedulerOptions> = new Set(['bytesPerItem', 'bytesPerKey']);
