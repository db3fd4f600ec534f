import fc from 'fast-check';
import { SlidingWindow } from './sliding-window.ts';

const admitAll = (window: SlidingWindow, times: number[]): number[] =>
  times.filter((time) => {
    const admitted = window.waitMs(time) === 0;
    if (admitted) window.take(time);
    return admitted;
  });

describe('SlidingWindow', () => {
  it('admits up to the limit and then says how long to wait for the oldest to leave', () => {
    const window = new SlidingWindow(2, 1_000);
    window.take(100);
    window.take(400);
    expect(window.waitMs(600)).toBe(500);
    expect(window.waitMs(1_099)).toBe(1);
    expect(window.waitMs(1_100)).toBe(0);
  });

  it('refuses across the edge of a calendar second, where a fixed window would admit twice the limit', () => {
    const times = [900, 950, 999, 1_001, 1_050, 1_100];
    expect(admitAll(new SlidingWindow(3, 1_000), times)).toEqual([900, 950, 999]);
  });

  it('never has more than the limit in any window, and refuses only when the window is full', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), gaps, (limit, between) => {
        const window = new SlidingWindow(limit, 1_000);
        const admitted: number[] = [];
        let now = 0;
        for (const gap of between) {
          now += gap;
          const inWindow = admitted.filter((time) => time > now - 1_000).length;
          expect(window.waitMs(now) === 0).toBe(inWindow < limit);
          expect(window.remaining(now)).toBe(limit - inWindow);
          if (inWindow >= limit) continue;
          window.take(now);
          admitted.push(now);
        }
      }),
    );
  });

  it('tells when the next place gets free', () => {
    const window = new SlidingWindow(5, 60_000);
    expect(window.nextReleaseMs(0)).toBe(0);
    window.take(10_000);
    window.take(20_000);
    expect(window.nextReleaseMs(30_000)).toBe(40_000);
  });
});
