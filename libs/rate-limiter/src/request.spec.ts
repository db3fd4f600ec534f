import { type AcquireRequest } from './rate-limiter.ts';
import { RateLimiterError } from './rate-limiter.error.ts';
import { checkMaxWait, checkPenalty, toSlotRequest } from './request.ts';

const second = { name: 'second', limit: 7, periodMs: 1_000 };
const request: AcquireRequest = { key: 'user', windows: [second] };

describe('toSlotRequest', () => {
  it('fills in cost, lease and reserve', () => {
    expect(toSlotRequest(request)).toEqual({
      key: 'user',
      cost: 1,
      leaseMs: 60_000,
      windows: [{ ...second, reserve: 0, id: 'second:1000' }],
    });
  });

  it('keeps names apart that hold the separator', () => {
    const ids = toSlotRequest({
      key: 'user',
      windows: [
        { ...second, name: 'a:1', subkey: 'b' },
        { ...second, name: 'a', subkey: '1:b' },
      ],
    }).windows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it.each<[string, Partial<AcquireRequest>]>([
    ['an empty key', { key: '' }],
    ['no window', { windows: [] }],
    ['the same window twice', { windows: [second, second] }],
    ['a window without a name', { windows: [{ ...second, name: '' }] }],
    ['a limit of zero', { windows: [{ ...second, limit: 0 }] }],
    ['a broken limit', { windows: [{ ...second, limit: 1.5 }] }],
    ['a negative reserve', { windows: [{ ...second, reserve: -1 }] }],
    ['a period that is no number', { windows: [{ ...second, periodMs: Number.NaN }] }],
    ['a cost of zero', { cost: 0 }],
    ['a cost above the limit', { cost: 8 }],
    ['a cost above what the reserve leaves', { windows: [{ ...second, reserve: 7 }] }],
    ['a lease of zero', { leaseMs: 0 }],
  ])('refuses %s', (_, wrong) => {
    expect(() => toSlotRequest({ ...request, ...wrong })).toThrow(RateLimiterError);
  });
});

it('refuses waits and penalties that are no times', () => {
  expect(() => checkMaxWait(-1)).toThrow(RateLimiterError);
  expect(() => checkMaxWait(Number.NaN)).toThrow(RateLimiterError);
  expect(() => checkPenalty({ until: Number.NaN })).toThrow(RateLimiterError);
  expect(() => checkPenalty({ until: 1, window: '' })).toThrow(RateLimiterError);
});
