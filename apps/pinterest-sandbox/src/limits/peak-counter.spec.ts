import fc from 'fast-check';
import { PeakCounter } from './peak-counter.ts';

describe('PeakCounter', () => {
  it('finds a burst that straddles two calendar seconds', () => {
    const counter = new PeakCounter(1_000);
    for (const time of [0, 700, 800, 900, 1_100, 1_200, 1_699, 1_700, 3_000]) counter.add(time);
    expect(counter.peak).toBe(6);
  });

  it('agrees with counting every window one by one', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 3_000 });
    fc.assert(
      fc.property(gaps, (between) => {
        const counter = new PeakCounter(1_000);
        const times: number[] = [];
        for (const gap of between) times.push((times.at(-1) ?? 0) + gap);
        for (const time of times) counter.add(time);
        const counts = times.map((end, index) => {
          let count = 0;
          for (let before = index; before >= 0 && (times[before] ?? 0) > end - 1_000; before--) count++;
          return count;
        });
        expect(counter.peak).toBe(Math.max(0, ...counts));
      }),
      { numRuns: 30 },
    );
  });
});
