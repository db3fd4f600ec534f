import { isMet, percentile } from './benchmark.ts';

describe('isMet', () => {
  const figure = { name: 'speed', value: 10, unit: '/s' };

  it('takes a figure without a target as it is', () => {
    expect(isMet(figure)).toBe(true);
  });

  it.each([
    [{ atLeast: 10 }, true],
    [{ atLeast: 10.1 }, false],
    [{ atMost: 10 }, true],
    [{ atMost: 9.9 }, false],
  ])('holds it against %p', (target, met) => {
    expect(isMet({ ...figure, target })).toBe(met);
  });

  it('takes what is no number as missed', () => {
    expect(isMet({ ...figure, value: NaN, target: { atMost: 1 } })).toBe(false);
  });
});

describe('percentile', () => {
  it('is a value of the sample', () => {
    const values = Array.from({ length: 100 }, (_, at) => 100 - at);
    expect([percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)]).toEqual([50, 99, 100]);
  });

  it('refuses an empty sample', () => {
    expect(() => percentile([], 0.5)).toThrow('nothing was measured');
  });
});
