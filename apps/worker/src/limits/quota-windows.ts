import { type RateCategory } from '@audience-sync/pinterest-client';
import { type LimitWindow } from '@audience-sync/rate-limiter';

/** What Pinterest granted the app; decides which quotas count. */
export type AccessTier = 'standard' | 'trial';

export interface QuotaSettings {
  readonly tier: AccessTier;
  /** List and audience writes of one Pinterest user in any second. */
  readonly writesPerSecond: number;
}

/** Whose slots a request takes, and which. */
export interface Quota {
  readonly key: string;
  readonly windows: readonly LimitWindow[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Per user and app. https://developers.pinterest.com/docs/reference/rate-limits/ */
const STANDARD_PER_MINUTE: Record<RateCategory, number> = {
  ads_read: 1_000,
  ads_write: 400,
  org_read: 1_000,
  org_write: 100,
};
const STANDARD_UNIVERSAL_PER_SECOND = 100;
/** Per app, whoever the user is. The same page. */
const TRIAL_PER_DAY: Record<RateCategory, number> = {
  ads_read: 1_000,
  ads_write: 300,
  org_read: 1_000,
  org_write: 300,
};
const TRIAL_UNIVERSAL_PER_DAY = 1_000;

/** The name of a category's own window: what a 429 on one of its requests closes. */
export function categoryWindow(category: RateCategory): string {
  return category;
}

/** The slots of one request. Everybody who spends a Pinterest user's quota must ask with the same ones. */
export function quotaOf(category: RateCategory, pinterestUserId: string, settings: QuotaSettings): Quota {
  const burst = category === 'ads_write' ? [writesPerSecond(pinterestUserId, settings)] : [];
  return settings.tier === 'trial'
    ? { key: 'pinterest-app', windows: [...burst, ...trialWindows(category)] }
    : { key: `pinterest-user-${pinterestUserId}`, windows: [...burst, ...standardWindows(category)] };
}

function writesPerSecond(pinterestUserId: string, settings: QuotaSettings): LimitWindow {
  return { name: 'writes', limit: settings.writesPerSecond, periodMs: SECOND, subkey: pinterestUserId };
}

function standardWindows(category: RateCategory): LimitWindow[] {
  return [
    { name: categoryWindow(category), limit: STANDARD_PER_MINUTE[category], periodMs: MINUTE },
    { name: 'universal', limit: STANDARD_UNIVERSAL_PER_SECOND, periodMs: SECOND },
  ];
}

function trialWindows(category: RateCategory): LimitWindow[] {
  return [
    { name: categoryWindow(category), limit: TRIAL_PER_DAY[category], periodMs: DAY },
    { name: 'universal', limit: TRIAL_UNIVERSAL_PER_DAY, periodMs: DAY },
  ];
}
