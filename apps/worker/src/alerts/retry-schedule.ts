const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** As Standard Webhooks recommends: three days in all. */
const DELAYS_MS = [
  5_000,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** Up to a tenth more, so that what failed together does not come back together. */
const JITTER = 0.1;

/** How long after the try of that number (1 for the first) the next is made. Null: it is given up. */
export function retryDelayMs(attempt: number, random: () => number = Math.random): number | null {
  const delay = DELAYS_MS[attempt - 1];
  return delay === undefined ? null : Math.round(delay * (1 + random() * JITTER));
}
