// Real: the halving. Mocked: nothing.
import { halve } from './split.ts';
import { testItems } from './testing/index.ts';

const sides = (...words: string[]) => words.map((_, i) => halve(testItems(...words))(i));

describe('halve', () => {
  test('parts what there is to send in two equal halves', () => {
    expect(sides('a', 'b', 'c', 'd', 'e')).toEqual([0, 0, 0, 1, 1]);
  });

  test('counts only items that have something to send', () => {
    expect(sides('a', 'x:', 'y:', 'b', 'z:')).toEqual([0, 0, 0, 1, 1]);
  });

  test('parts a single item that has something to send from all others', () => {
    expect(sides('x:', 'a', 'y:')).toEqual([1, 0, 1]);
  });

  test.each([2, 3, 7, 100, 1_900])(
    'finds one bad item among %i in at most 2 log2 n + 1 requests',
    (count) => {
      const worst = Math.max(
        ...[0, 1, Math.floor(count / 2), count - 1].map((bad) => requestsToFind(count, bad)),
      );
      expect(worst).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count)) + 1);
    },
  );
});

function requestsToFind(count: number, bad: number): number {
  let names = Array.from({ length: count }, (_, i) => `i${i}`);
  let requests = 1;
  while (names.length > 1) {
    const half = halve(testItems(...names));
    const side = half(names.indexOf(`i${bad}`));
    names = names.filter((_, i) => half(i) === side);
    requests += 2;
  }
  return requests;
}
