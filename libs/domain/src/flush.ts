/** The rest of the interval is for the hint to arrive and for the sealing itself. */
const SEAL_AT_SHARE = 0.9;

/** When a window is due so that its users are sealed within the promised interval. Both in milliseconds. */
export function sealAfterMs(flushIntervalMs: number): number {
  return Math.ceil(flushIntervalMs * SEAL_AT_SHARE);
}
