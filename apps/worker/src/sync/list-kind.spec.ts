import { listKindOf } from './list-kind.ts';

const tagged = (...tags: number[]) => ({
  count: 1,
  ids: ['u1'],
  keyCounts: new Uint8Array([tags.length]),
  keyTags: new Uint8Array(tags),
  keys: Buffer.alloc(32 * tags.length),
  data: null,
});

describe('listKindOf', () => {
  it.each([
    ['EMAIL', [0, 0]],
    ['IDFA', [1, 1]],
    ['MAID', [2]],
  ] as const)('is %s when all records are', (kind, tags) => {
    expect(listKindOf(tagged(...tags))).toBe(kind);
  });

  it('is EMAIL, the default of Pinterest, for a mix', () => {
    expect(listKindOf(tagged(1, 0, 2))).toBe('EMAIL');
  });
});
