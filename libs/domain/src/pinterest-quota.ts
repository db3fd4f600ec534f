/** What Pinterest counts together. https://developers.pinterest.com/docs/reference/rate-limits/ */
export type QuotaCategory = 'ads_read' | 'ads_write' | 'org_read' | 'org_write';

/** So many requests in any period; counted apart under each `subkey`. */
export interface QuotaWindow {
  readonly name: string;
  readonly limit: number;
  readonly periodMs: number;
  readonly subkey?: string;
}

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
  readonly windows: readonly QuotaWindow[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Per user and app. The same page. */
const STANDARD_PER_MINUTE: Record<QuotaCategory, number> = {
  ads_read: 1_000,
  ads_write: 400,
  org_read: 1_000,
  org_write: 100,
};
const STANDARD_UNIVERSAL_PER_SECOND = 100;
/** Per app, whoever the user is. The same page. */
const TRIAL_PER_DAY: Record<QuotaCategory, number> = {
  ads_read: 1_000,
  ads_write: 300,
  org_read: 1_000,
  org_write: 300,
};
const TRIAL_UNIVERSAL_PER_DAY = 1_000;

/** The name of a category's own window: what a 429 on one of its requests closes. */
export function categoryWindow(category: QuotaCategory): string {
  return category;
}

/** The slots of one request. Everybody who spends a Pinterest user's quota must ask with the same ones. */
export function quotaOf(category: QuotaCategory, pinterestUserId: string, settings: QuotaSettings): Quota {
  const burst = category === 'ads_write' ? [writesPerSecond(pinterestUserId, settings)] : [];
  return settings.tier === 'trial'
    ? { key: 'pinterest-app', windows: [...burst, ...trialWindows(category)] }
    : { key: `pinterest-user-${pinterestUserId}`, windows: [...burst, ...standardWindows(category)] };
}

function writesPerSecond(pinterestUserId: string, settings: QuotaSettings): QuotaWindow {
  return { name: 'writes', limit: settings.writesPerSecond, periodMs: SECOND, subkey: pinterestUserId };
}

function standardWindows(category: QuotaCategory): QuotaWindow[] {
  return [
    { name: categoryWindow(category), limit: STANDARD_PER_MINUTE[category], periodMs: MINUTE },
    { name: 'universal', limit: STANDARD_UNIVERSAL_PER_SECOND, periodMs: SECOND },
  ];
}

function trialWindows(category: QuotaCategory): QuotaWindow[] {
  return [
    { name: categoryWindow(category), limit: TRIAL_PER_DAY[category], periodMs: DAY },
    { name: 'universal', limit: TRIAL_UNIVERSAL_PER_DAY, periodMs: DAY },
  ];
}

/** Everything that a screen shows of a Pinterest user's quota. */
export interface ShownQuota extends Quota {
  /** Names of the windows that a write takes from. */
  readonly writeWindows: ReadonlySet<string>;
}

/** The windows of ad writes and ad reads, each once. */
export function shownQuota(pinterestUserId: string, settings: QuotaSettings): ShownQuota {
  const reads = quotaOf('ads_read', pinterestUserId, settings);
  const { windows: writes } = quotaOf('ads_write', pinterestUserId, settings);
  const shared = new Set(reads.windows.map(({ name }) => name));
  return {
    key: reads.key,
    windows: [...writes.filter(({ name }) => !shared.has(name)), ...reads.windows],
    writeWindows: new Set(writes.map(({ name }) => name)),
  };
}
