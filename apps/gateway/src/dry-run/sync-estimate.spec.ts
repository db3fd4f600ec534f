import { estimateSync, type QuotaUsage } from './sync-estimate.ts';

const quota = (name: string, limit: number, periodMs: number, remaining = limit): QuotaUsage => ({
  ...{ name, limit, periodMs, remaining },
  resetAtMs: null,
});
const STANDARD = [quota('writes', 7, 1_000), quota('ads_write', 400, 60_000)];

describe('the estimate of a sync', () => {
  it.each([
    [1, 5, null],
    [7, 5, null],
    [70, 14, 'writes'],
    [400, 62, 'writes'],
    [1_000, 147, 'writes'],
    [4_000, 576, 'writes'],
  ])('of %i requests at once is %i s', (requests, seconds, limitedBy) => {
    expect(estimateSync(requests, 5_000, STANDARD)).toEqual({ seconds, limitedBy });
  });

  it('waits for a quota that others have used up', () => {
    const trial = [quota('writes', 7, 1_000), quota('ads_write', 300, 86_400_000, 10)];
    expect(estimateSync(11, 5_000, trial)).toEqual({ seconds: 86_405, limitedBy: 'ads_write' });
    expect(estimateSync(10, 5_000, trial)).toEqual({ seconds: 6, limitedBy: 'writes' });
  });
});
