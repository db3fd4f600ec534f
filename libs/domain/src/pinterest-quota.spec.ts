import { quotaOf, shownQuota } from './pinterest-quota.ts';

const standard = { tier: 'standard', writesPerSecond: 7 } as const;
const trial = { tier: 'trial', writesPerSecond: 7 } as const;
const limits = (quota: ReturnType<typeof quotaOf>) =>
  Object.fromEntries(quota.windows.map(({ name, limit, periodMs }) => [name, `${limit}/${periodMs}`]));

describe('quotaOf', () => {
  it('holds a standard write to 7 a second, 400 a minute and the universal 100 a second', () => {
    expect(limits(quotaOf('ads_write', '11', standard))).toEqual({
      writes: '7/1000',
      ads_write: '400/60000',
      universal: '100/1000',
    });
  });

  it('does not count reads against the writes of a second', () => {
    expect(limits(quotaOf('ads_read', '11', standard))).toEqual({
      ads_read: '1000/60000',
      universal: '100/1000',
    });
  });

  it('gives every Pinterest user a standard quota of its own', () => {
    expect(quotaOf('ads_write', '11', standard).key).not.toBe(quotaOf('ads_write', '12', standard).key);
  });

  it('shares the daily quota of a trial app among all its users, yet not the writes of a second', () => {
    const [one, other] = [quotaOf('ads_write', '11', trial), quotaOf('ads_write', '12', trial)];
    expect(one.key).toBe(other.key);
    expect(limits(one)).toEqual({ writes: '7/1000', ads_write: '300/86400000', universal: '1000/86400000' });
    expect(one.windows[0]?.subkey).not.toBe(other.windows[0]?.subkey);
  });
});

it.each([standard, trial])('shows every window once, those of writes named', (settings) => {
  const shown = shownQuota('11', settings);
  expect(shown.windows.map(({ name }) => name)).toEqual(['writes', 'ads_write', 'ads_read', 'universal']);
  expect([...shown.writeWindows]).toEqual(['writes', 'ads_write', 'universal']);
  expect(shown.key).toBe(quotaOf('ads_write', '11', settings).key);
});
