import fc from 'fast-check';
import { hashWords } from './digest-shard.ts';
import { DigestTable } from './digest-table.ts';

/** Few different words, so that digests collide in their first ones and deletions hit. */
const digest = fc.array(fc.constantFrom(0, 1, 0x00ff_0000, 0xffff_ffff, 0x8000_0000), {
  minLength: 4,
  maxLength: 4,
});
const steps = fc.array(fc.record({ add: fc.boolean(), digest }), { maxLength: 400 });
const toHex = (words: number[]): string => words.map((word) => word.toString(16).padStart(8, '0')).join('');

describe('DigestTable', () => {
  it('behaves like a set of hex texts, whatever is added and deleted', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const table = new DigestTable(4);
        const model = new Set<string>();
        for (const step of all) {
          const words = Uint32Array.from([7, ...step.digest]);
          const hash = hashWords(words, 1, 4);
          const hex = toHex(step.digest);
          const changed = step.add ? table.add(words, 1, hash) : table.delete(words, 1, hash);
          expect(changed).toBe(step.add ? !model.has(hex) : model.has(hex));
          if (step.add) model.add(hex);
          else model.delete(hex);
          expect(table.size).toBe(model.size);
        }
        expect([...table.sortedHex()]).toEqual([...model].sort());
      }),
      { numRuns: 200 },
    );
  });

  it('keeps tens of thousands in order while it grows, and is empty once all are gone', () => {
    const table = new DigestTable(8);
    const rows = Array.from({ length: 30_000 }, (_, index) => {
      const word = Math.imul(index, 0x9e3779b1) >>> 0;
      return Uint32Array.from([word, index, 0, 0, 0, 0, 0, word]);
    });
    for (const row of rows) table.add(row, 0, hashWords(row, 0, 8));
    const expected = rows.map((row) => toHex([...row])).sort();
    expect([...table.sortedHex()]).toEqual(expected);
    for (const row of rows) expect(table.delete(row, 0, hashWords(row, 0, 8))).toBe(true);
    expect(table.size).toBe(0);
    expect([...table.sortedHex()]).toEqual([]);
  });
});
