import { type Category, completeOptions, type PartialSandboxOptions } from '../options.ts';
import { RateLimits } from './rate-limits.ts';

const limitsWith = (options: PartialSandboxOptions = {}) => new RateLimits(completeOptions(options));

/** How many of `count` requests, `gapMs` apart, are admitted. */
function admittedOf(
  limits: RateLimits,
  count: number,
  gapMs: number,
  {
    user = 'u1',
    category = 'ads_write',
    startMs = 0,
  }: { user?: string; category?: Category; startMs?: number } = {},
): number {
  const times = Array.from({ length: count }, (_, index) => startMs + index * gapMs);
  return times.filter((time) => limits.admit(user, category, time).admitted).length;
}

describe('RateLimits', () => {
  it('admits seven writes of a user in a second and names the limit that refuses the eighth', () => {
    const limits = limitsWith();
    expect(admittedOf(limits, 7, 10)).toBe(7);
    expect(limits.admit('u1', 'ads_write', 70)).toEqual({
      admitted: false,
      reason: 'requests_per_second',
      rate: { limit: 7, remaining: 0, resetSeconds: 1 },
    });
    expect(limits.admit('u2', 'ads_write', 70).admitted).toBe(true);
  });

  it('does not count reads against the writes of a second', () => {
    const limits = limitsWith();
    expect(admittedOf(limits, 50, 10, { category: 'ads_read' })).toBe(50);
    expect(limits.admit('u1', 'ads_write', 500).admitted).toBe(true);
  });

  it('admits 400 writes a minute under Standard access, then refuses by the quota', () => {
    const limits = limitsWith();
    expect(admittedOf(limits, 400, 145)).toBe(400);
    const refused = limits.admit('u1', 'ads_write', 59_999);
    expect(refused).toMatchObject({
      admitted: false,
      reason: 'category_quota',
      rate: { limit: 400, remaining: 0 },
    });
    expect(limits.admit('u1', 'ads_write', 60_000).admitted).toBe(true);
  });

  it('holds all categories of a user together to 100 a second', () => {
    const limits = limitsWith();
    expect(admittedOf(limits, 60, 1, { category: 'ads_read' })).toBe(60);
    expect(admittedOf(limits, 40, 1, { category: 'org_read', startMs: 60 })).toBe(40);
    expect(limits.admit('u1', 'ads_read', 120)).toMatchObject({ reason: 'universal_quota' });
  });

  it('counts Trial access for the whole app, by the day', () => {
    const limits = limitsWith({ accessTier: 'trial' });
    expect(admittedOf(limits, 200, 1_000, { user: 'u1' })).toBe(200);
    expect(admittedOf(limits, 200, 1_000, { user: 'u2', startMs: 200_000 })).toBe(100);
    const refused = limits.admit('u3', 'ads_write', 400_000);
    expect(refused).toMatchObject({
      admitted: false,
      reason: 'category_quota',
      rate: { limit: 300, resetSeconds: 86_000 },
    });
  });

  it('takes nothing from any window when one of them refuses', () => {
    const limits = limitsWith({ quotas: { ads_write: { requests: 10, seconds: 60 } } });
    expect(admittedOf(limits, 100, 1)).toBe(7);
    expect(admittedOf(limits, 100, 1, { startMs: 2_000 })).toBe(3);
  });

  it('shows what is left of the quota, not of the second, on an admitted request', () => {
    expect(limitsWith().admit('u1', 'ads_write', 0)).toEqual({
      admitted: true,
      rate: { limit: 400, remaining: 399, resetSeconds: 60 },
    });
  });

  it('refuses nothing when unlimited', () => {
    expect(admittedOf(limitsWith({ unlimited: true }), 5_000, 0)).toBe(5_000);
  });
});
