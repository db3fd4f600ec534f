import { type AccessTier, type Quota, type QuotaName } from '../options.ts';

const DAY = 86_400;
const MINUTE = 60;

/** https://developers.pinterest.com/docs/reference/rate-limits/ */
const QUOTAS: Record<AccessTier, Record<QuotaName, Quota>> = {
  standard: {
    universal: { requests: 100, seconds: 1 },
    ads_read: { requests: 1_000, seconds: MINUTE },
    ads_write: { requests: 400, seconds: MINUTE },
    org_read: { requests: 1_000, seconds: MINUTE },
    org_write: { requests: 100, seconds: MINUTE },
  },
  trial: {
    universal: { requests: 1_000, seconds: DAY },
    ads_read: { requests: 1_000, seconds: DAY },
    ads_write: { requests: 300, seconds: DAY },
    org_read: { requests: 1_000, seconds: DAY },
    org_write: { requests: 300, seconds: DAY },
  },
};

export function quotasOf(
  tier: AccessTier,
  overrides: Partial<Record<QuotaName, Quota>>,
): Record<QuotaName, Quota> {
  return { ...QUOTAS[tier], ...overrides };
}
