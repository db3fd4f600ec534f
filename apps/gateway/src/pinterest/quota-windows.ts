import { type RateCategory } from '@audience-sync/pinterest-client';
import { type LimitWindow } from '@audience-sync/rate-limiter';

export interface Quota {
  readonly key: string;
  readonly windows: readonly LimitWindow[];
}

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * The slots of a write, to see what is left of them: this process never writes to Pinterest. They agree with the
 * worker's.
 */
export function writeQuota(
  pinterestUserId: string,
  tier: 'standard' | 'trial',
  writesPerSecond: number,
): Quota {
  const burst = { name: 'writes', limit: writesPerSecond, periodMs: SECOND, subkey: pinterestUserId };
  if (tier === 'trial')
    return {
      key: 'pinterest-app',
      windows: [
        burst,
        { name: 'ads_write', limit: 300, periodMs: DAY },
        { name: 'universal', limit: 1_000, periodMs: DAY },
      ],
    };
  return {
    key: `pinterest-user-${pinterestUserId}`,
    windows: [
      burst,
      { name: 'ads_write', limit: 400, periodMs: MINUTE },
      { name: 'universal', limit: 100, periodMs: SECOND },
    ],
  };
}

/** Reads only: this process never writes to Pinterest. https://developers.pinterest.com/docs/reference/rate-limits/ */
type ReadCategory = Extract<RateCategory, 'ads_read' | 'org_read'>;

/**
 * The slots of one request of a Pinterest user. Everybody who spends that user's quota asks for the same ones, so names
 * and periods agree with the worker's.
 */
export function readQuota(
  category: ReadCategory,
  pinterestUserId: string,
  tier: 'standard' | 'trial',
): Quota {
  if (tier === 'trial')
    return {
      key: 'pinterest-app',
      windows: [
        { name: category, limit: 1_000, periodMs: DAY },
        { name: 'universal', limit: 1_000, periodMs: DAY },
      ],
    };
  return {
    key: `pinterest-user-${pinterestUserId}`,
    windows: [
      { name: category, limit: 1_000, periodMs: MINUTE },
      { name: 'universal', limit: 100, periodMs: SECOND },
    ],
  };
}

export function isReadCategory(category: RateCategory): category is ReadCategory {
  return category === 'ads_read' || category === 'org_read';
}

/** Everything that a screen shows of a Pinterest user's quota. */
export interface ShownQuota extends Quota {
  /** Names of the windows that a write takes from. */
  readonly writeWindows: ReadonlySet<string>;
}

/** The windows of the worker's writes and of everybody's reads, by the same names and periods as those who spend them. */
export function shownQuota(
  pinterestUserId: string,
  tier: 'standard' | 'trial',
  writesPerSecond: number,
): ShownQuota {
  const { key, windows } = readQuota('ads_read', pinterestUserId, tier);
  const writes = { name: 'writes', limit: writesPerSecond, periodMs: SECOND, subkey: pinterestUserId };
  const category =
    tier === 'trial'
      ? { name: 'ads_write', limit: 300, periodMs: DAY }
      : { name: 'ads_write', limit: 400, periodMs: MINUTE };
  return {
    key,
    windows: [writes, category, ...windows],
    writeWindows: new Set([writes.name, category.name, 'universal']),
  };
}
