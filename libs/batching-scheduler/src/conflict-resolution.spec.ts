// Real: the resolution. Mocked: nothing.
import fc from 'fast-check';

import { WindowResolution, type WindowChunk } from './conflict-resolution.ts';
import { type Operation } from './model.ts';
import { type PackedItems } from './packed-items.ts';
import { keyAt } from './packed-items-edit.ts';
import { testItems, testKey } from './testing/index.ts';

const WORDS = ['k0', 'k1', 'k2', 'k3', 'k4'];
const NAMES = new Map(WORDS.map((word) => [testKey(word).toString('latin1'), word]));

interface Chunk extends WindowChunk {
  readonly operation: Operation;
}

/** Item by item, the words that are left. */
function wordsLeft(items: PackedItems): string[][] {
  let key = 0;
  return Array.from({ length: items.count }, (_, i) =>
    Array.from({ length: items.keyCounts[i] ?? 0 }, () => NAMES.get(keyAt(items, key++)) ?? '?'),
  );
}

/** The rule, told simply: a key stays where the last word on it was said. */
function naive(chunks: readonly Chunk[]): string[][][] {
  const last = new Map<string, Operation>();
  for (const { operation, items } of chunks)
    for (const word of wordsLeft(items).flat()) last.set(word, operation);
  return chunks.map(({ operation, items }) =>
    wordsLeft(items).map((words) => words.filter((word) => last.get(word) === operation)),
  );
}

function resolve(chunks: readonly Chunk[], smallerSide: Operation): string[][][] {
  const resolution = new WindowResolution(chunks.filter((chunk) => chunk.operation === smallerSide));
  const left = new Map<number, PackedItems>();
  for (const chunk of chunks.toReversed())
    if (chunk.operation !== smallerSide) left.set(chunk.chunkNo, resolution.strikeLarger(chunk));
  for (const chunk of chunks)
    if (chunk.operation === smallerSide) left.set(chunk.chunkNo, resolution.strikeSmaller(chunk));
  return chunks.map((chunk) => wordsLeft(left.get(chunk.chunkNo) ?? chunk.items));
}

describe('WindowResolution', () => {
  const words = fc.uniqueArray(fc.constantFrom(...WORDS), { maxLength: 3 });
  const chunk = fc.record({
    operation: fc.constantFrom<Operation>('ADD', 'REMOVE'),
    items: fc.array(words, { maxLength: 4 }),
  });
  const window = fc.array(chunk, { maxLength: 8 }).map((chunks) =>
    chunks.map(({ operation, items }, chunkNo): Chunk => {
      const packed = testItems(...items.map((own, i) => `i${chunkNo}-${i}:${own.join('+')}`));
      return { operation, chunkNo, items: packed };
    }),
  );

  test('strikes what the rule says, whichever side is held in memory', () => {
    fc.assert(
      fc.property(window, fc.constantFrom<Operation>('ADD', 'REMOVE'), (chunks, smallerSide) => {
        expect(resolve(chunks, smallerSide)).toEqual(naive(chunks));
      }),
      { numRuns: 500 },
    );
  });

  test('answers the very same items when nothing is struck, so that nothing is written', () => {
    const items = testItems('a:k0');
    const resolution = new WindowResolution([{ chunkNo: 1, items: testItems('b:k1') }]);
    expect(resolution.strikeLarger({ chunkNo: 2, items })).toBe(items);
  });
});
