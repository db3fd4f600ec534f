import { type WindowUsage } from '@audience-sync/rate-limiter';

/** A quota of Pinterest as it is now. */
export type QuotaUsage = Pick<WindowUsage, 'name' | 'limit' | 'remaining' | 'resetAtMs'> & {
  readonly periodMs: number;
};

export interface SyncEstimate {
  readonly seconds: number;
  /** The quota that takes longest; null when it is only the wait for the flush. */
  readonly limitedBy: string | null;
}

/**
 * How long `requests` take from the moment their users entered, if nobody else sends: the flush, then what each quota
 * allows. What is left of a quota leaves at once, the rest at its steady rate.
 */
export function estimateSync(requests: number, flushMs: number, quotas: readonly QuotaUsage[]): SyncEstimate {
  const waits = quotas.map((quota) => ({ name: quota.name, ms: waitOf(requests, quota) }));
  const longest = waits.reduce((a, b) => (b.ms > a.ms ? b : a), { name: null as string | null, ms: 0 });
  return { seconds: Math.ceil((flushMs + longest.ms) / 1_000), limitedBy: longest.name };
}

function waitOf(requests: number, { remaining, limit, periodMs }: QuotaUsage): number {
  return requests <= remaining ? 0 : Math.ceil((requests - remaining) / limit) * periodMs;
}
