import { SlidingCount } from './sliding-count.ts';

describe('SlidingCount', () => {
  it('refuses the eighth in any second, wherever the second begins', () => {
    const count = new SlidingCount(7, 1_000);
    for (const atMs of [0, 900, 900, 900, 900, 900, 900]) expect(count.admit(atMs)).toBe(true);
    expect(count.admit(999)).toBe(false);
    expect(count.admit(1_000)).toBe(true);
    expect(count.admit(1_899)).toBe(false);
    expect(count.admit(1_900)).toBe(true);
  });

  it('does not count what it refused', () => {
    const count = new SlidingCount(1, 1_000);
    count.admit(0);
    expect(count.admit(999)).toBe(false);
    expect(count.admit(1_000)).toBe(true);
  });
});
