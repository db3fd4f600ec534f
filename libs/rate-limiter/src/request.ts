import { type AcquireRequest, type LimitWindow, type Penalty } from './rate-limiter.ts';
import { RateLimiterError } from './rate-limiter.error.ts';
import { type SlotRequest, type StoreWindow } from './slot-store.ts';

const DEFAULT_LEASE_MS = 60_000;

function check(holds: boolean, message: string): void {
  if (!holds) throw new RateLimiterError('INVALID_REQUEST', message);
}

function checkCount(value: number, least: number, what: string): void {
  check(
    Number.isSafeInteger(value) && value >= least,
    `${what} must be a whole number from ${least}, not ${value}`,
  );
}

function checkDuration(value: number, least: number, what: string): void {
  check(
    Number.isFinite(value) && value >= least,
    `${what} must be a number of milliseconds from ${least}, not ${value}`,
  );
}

/** Keeps the separators of composed names out of their parts. */
const escape = (part: string): string => part.replace(/[%:{}]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);

export function checkKey(key: string): void {
  check(typeof key === 'string' && key !== '', 'key must be a text that is not empty');
}

function toStoreWindow(window: LimitWindow): StoreWindow {
  const { name, limit, periodMs, subkey, reserve = 0 } = window;
  check(typeof name === 'string' && name !== '', 'a window needs a name');
  checkCount(limit, 1, `limit of window ${name}`);
  checkCount(reserve, 0, `reserve of window ${name}`);
  checkDuration(periodMs, 1, `periodMs of window ${name}`);
  const id = [escape(name), periodMs, ...(subkey === undefined ? [] : [escape(subkey)])].join(':');
  return { name, id, limit, reserve, periodMs };
}

/** Checks windows and gives each the name under which it is counted. */
export function toStoreWindows(windows: readonly LimitWindow[]): StoreWindow[] {
  check(Array.isArray(windows) && windows.length > 0, 'at least one window is needed');
  const result = windows.map(toStoreWindow);
  check(new Set(result.map(({ id }) => id)).size === result.length, 'a window is named twice');
  return result;
}

/** Checks a request and fills in what it leaves out. */
export function toSlotRequest(request: AcquireRequest): SlotRequest {
  const { key, cost = 1, leaseMs = DEFAULT_LEASE_MS } = request;
  checkKey(key);
  checkCount(cost, 1, 'cost');
  checkDuration(leaseMs, 1, 'leaseMs');
  const windows = toStoreWindows(request.windows);
  for (const { name, limit, reserve } of windows)
    check(
      cost <= limit - reserve,
      `cost ${cost} never fits into window ${name} (limit ${limit}, reserve ${reserve})`,
    );
  return { key, cost, leaseMs, windows };
}

export function checkMaxWait(maxWaitMs: number): void {
  checkDuration(maxWaitMs, 0, 'maxWaitMs');
}

export function checkPenalty({ until, window }: Penalty): void {
  checkDuration(until, 0, 'until');
  check(window === undefined || window !== '', 'window must not be empty');
}
