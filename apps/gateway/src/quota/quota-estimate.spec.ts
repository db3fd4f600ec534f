import { drainMs, type UsedWindow } from './quota-estimate.ts';

const window = (limit: number, periodMs: number, used = 0): UsedWindow => ({
  name: 'w',
  limit,
  periodMs,
  used,
  remaining: limit - used,
  resetAtMs: null,
});
const SECOND = window(7, 1_000);
const MINUTE = window(400, 60_000);

describe('drainMs', () => {
  it.each([
    [0, [SECOND, MINUTE], 0],
    [7, [SECOND, MINUTE], 0],
    [14, [SECOND, MINUTE], 1_000],
    [4_000, [SECOND, MINUTE], 570_429],
    [400, [SECOND, window(400, 60_000, 400)], 60_000],
    [301, [window(300, 86_400_000, 300)], 86_688_000],
  ])('of %p requests is what the tightest window takes', (requests, windows, expected) => {
    expect(Math.round(drainMs(requests, windows))).toBe(expected);
  });
});
