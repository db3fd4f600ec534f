import fc from 'fast-check';
import { type LatencyCounts, latencyBucketOf, latencyOf, latencyPercentile } from './latency.ts';

const counted = (times: readonly number[]): LatencyCounts => {
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(latencyBucketOf(ms), (counts.get(latencyBucketOf(ms)) ?? 0) + 1);
  return counts;
};

describe('latency buckets', () => {
  it('hold what is at most their upper end, and more than that of the one before', () => {
    fc.assert(
      fc.property(fc.double({ min: 10.001, max: 3e9, noNaN: true }), (ms) => {
        const bucket = latencyBucketOf(ms);
        expect(latencyOf(bucket)).toBeGreaterThanOrEqual(ms * (1 - 1e-9));
        expect(latencyOf(bucket - 1)).toBeLessThan(ms);
      }),
    );
  });

  it.each([NaN, -5, 0, 10])('take %p as the shortest', (ms) => expect(latencyBucketOf(ms)).toBe(0));

  it('put whatever is longer than forty days into the last one', () => {
    expect(latencyBucketOf(1e12)).toBe(latencyBucketOf(1e15));
  });
});

describe('latencyPercentile', () => {
  it('is never below the true one and at most a fifth above it, also after adding up', () => {
    const times = fc.array(fc.integer({ min: 10, max: 50_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.95, 0.99), (all, share) => {
        const sorted = all.toSorted((a, b) => a - b);
        const truth = sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
        const read = latencyPercentile(counted(all), share) ?? NaN;
        expect(read / truth).toBeGreaterThan(1 - 1e-9);
        expect(read / truth).toBeLessThan(1.2);
      }),
    );
  });

  it('of nobody is none', () => expect(latencyPercentile(new Map(), 0.5)).toBeNull());
});
