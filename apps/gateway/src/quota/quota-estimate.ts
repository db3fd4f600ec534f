import { type WindowUsage } from '@audience-sync/rate-limiter';

/** A limit, how much of it is used, and over which time it counts. */
export interface UsedWindow extends WindowUsage {
  readonly periodMs: number;
}

/** How long so many requests take, if nothing else uses the quota: the tightest window decides. In milliseconds. */
export function drainMs(requests: number, windows: readonly UsedWindow[]): number {
  if (requests === 0) return 0;
  return Math.max(
    0,
    ...windows.map(({ remaining, limit, periodMs }) =>
      requests <= remaining ? 0 : ((requests - remaining) / limit) * periodMs,
    ),
  );
}
