import { retryDelayMs } from './retry-schedule.ts';

it('waits longer from try to try, up to three days in all, then gives up', () => {
  const delays = Array.from({ length: 9 }, (_, at) => retryDelayMs(at + 1, () => 0) ?? NaN);
  expect(delays).toEqual(delays.toSorted((a, b) => a - b));
  expect(delays[0]).toBe(5_000);
  expect(delays.reduce((sum, ms) => sum + ms, 0) / 86_400_000).toBeCloseTo(3.15, 1);
  expect(retryDelayMs(10)).toBeNull();
});

it('spreads what failed together', () => {
  expect(retryDelayMs(1, () => 0.999)).toBeGreaterThan(5_400);
});
