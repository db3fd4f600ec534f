import { filterOf, hashesOf } from './id-filter.ts';

const named = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

function mayHold(filter: Buffer, id: string): boolean {
  const { first, second } = hashesOf(id);
  return [0, 1, 2, 3].every((probe) => {
    const bit = (first + probe * second) % (filter.length * 8);
    return ((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  });
}

describe('the filter of a chunk', () => {
  test.each([1, 7, 1_900])('never denies one of its %d ids', (count) => {
    const ids = named('customer', count);
    const filter = filterOf(ids);
    expect(ids.filter((id) => !mayHold(filter, id))).toEqual([]);
  });

  test('is a byte an id at most, and wrong about few others', () => {
    const filter = filterOf(named('customer', 1_900));
    expect(filter.length).toBeLessThanOrEqual(1_900);
    const wrong = named('other', 10_000).filter((id) => mayHold(filter, id)).length;
    expect(wrong / 10_000).toBeLessThan(0.05);
    expect(wrong).toBeGreaterThan(0); // it is no copy of the ids
  });
});
