import { RoundTripFloor, toDiscount } from './round-trip-floor.ts';

const discount = toDiscount();
const learned = (samples: number[], everyMs = 1): RoundTripFloor => {
  const floor = new RoundTripFloor();
  samples.forEach((sample, at) => floor.learn(sample, at * everyMs));
  return floor;
};
const same = (ms: number, count: number): number[] => Array<number>(count).fill(ms);

describe('RoundTripFloor', () => {
  it('gives nothing back before twelve samples', () => {
    expect(learned(same(80, 11)).discountMs(discount, 1_000, 20)).toBe(0);
    expect(learned(same(80, 12)).discountMs(discount, 1_000, 20)).toBeCloseTo(72);
  });

  it('believes scattered samples less than steady ones', () => {
    const scattered = Array.from({ length: 12 }, (_, i) => 80 + i * 5);
    expect(learned(scattered).discountMs(discount, 1_000, 20)).toBeCloseTo(0.9 * (160 - 135));
  });

  it('believes nothing when samples scatter more than they measure', () => {
    expect(learned([...same(10, 6), ...same(500, 6)]).discountMs(discount, 1_000, 20)).toBe(0);
  });

  it('never gives back more than 250 ms or half a period', () => {
    const slow = learned(same(3_000, 20));
    expect(slow.discountMs(discount, 60_000, 30)).toBe(250);
    expect(slow.discountMs(discount, 100, 30)).toBe(50);
  });

  it('obeys a shorter round trip at once', () => {
    const floor = learned(same(80, 50));
    floor.learn(20, 60);
    expect(floor.discountMs(discount, 1_000, 60)).toBe(0);
  });

  it('follows a longer route after two stretches of a minute', () => {
    const floor = learned(same(20, 30));
    for (let at = 100; at <= 130_000; at += 1_000) floor.learn(80, at);
    expect(floor.discountMs(discount, 1_000, 130_000)).toBeCloseTo(72);
  });

  it('forgets what nobody confirmed for ten minutes', () => {
    const floor = learned(same(80, 12));
    expect(floor.discountMs(discount, 1_000, 600_000)).toBeGreaterThan(0);
    expect(floor.discountMs(discount, 1_000, 600_100)).toBe(0);
  });

  it('gives nothing back for ten minutes after a refusal', () => {
    const floor = learned(same(80, 12));
    floor.distrust(100);
    expect(floor.discountMs(discount, 1_000, 200)).toBe(0);
    for (let at = 0; at < 12; at += 1) floor.learn(80, 600_200);
    expect(floor.discountMs(discount, 1_000, 600_200)).toBeCloseTo(72);
  });
});
