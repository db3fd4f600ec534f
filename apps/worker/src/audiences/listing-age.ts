import { type WorkerEnv } from '../env.ts';

const MINUTE_MS = 60_000;
/** Trial access allows 1,000 reads a day for the whole app. */
const BY_TIER = { standard: 15 * MINUTE_MS, trial: 360 * MINUTE_MS } as const;

/** How old the listing of an ad account's audiences may become before it is made anew by itself. */
export function listingAgeMs({
  AUDIENCES_REFRESH_INTERVAL_MS: set,
  PINTEREST_ACCESS_TIER: tier,
}: Pick<WorkerEnv, 'AUDIENCES_REFRESH_INTERVAL_MS' | 'PINTEREST_ACCESS_TIER'>): number {
  return set === 0 ? BY_TIER[tier] : set;
}
