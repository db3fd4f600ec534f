// Real: packing. Mocked: nothing.
import fc from 'fast-check';

import {
  countKeys,
  countLive,
  type Item,
  packItems,
  type PackedItems,
  validateItems,
} from './packed-items.ts';
import { concatPacked, NO_ITEMS, selectPacked, slicePacked, strikeKeys } from './packed-items-edit.ts';
import { SchedulerError } from './scheduler.error.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const item: fc.Arbitrary<Item> = fc
  .record({
    id: fc.string({ minLength: 1, maxLength: 20 }).filter((id) => !id.includes('\0')),
    keys: fc.array(fc.tuple(key, fc.nat(255)), { maxLength: 3 }),
    data: fc.option(fc.string()),
  }) // prettier-ignore
  .map(({ id, keys, data }) => ({
    id,
    keys: keys.map(([bytes]) => bytes),
    tags: keys.map(([, tag]) => tag),
    ...(data === null ? {} : { data }),
  }));
const items = fc.array(item, { maxLength: 8 });

function unpack(packed: PackedItems): Item[] {
  let at = 0;
  return packed.ids.map((id, i) => {
    const n = packed.keyCounts[i] ?? 0;
    const indexes = Array.from({ length: n }, (_, k) => at + k);
    at += n;
    const data = packed.data?.[i] ?? null;
    return {
      id,
      keys: indexes.map((k) => Uint8Array.from(packed.keys.subarray(k * 32, (k + 1) * 32))),
      tags: indexes.map((k) => packed.keyTags[k] ?? -1),
      ...(data === null ? {} : { data }),
    };
  });
}

const fieldOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof SchedulerError) return `${error.code} ${error.field}`;
  }
  return 'accepted';
};

describe('packed items', () => {
  test('come out as they went in', () => {
    fc.assert(fc.property(items, (list) => expect(unpack(packItems(list))).toEqual(list)));
  });

  test('slices put together again are the whole', () => {
    fc.assert(
      fc.property(items, fc.nat(8), fc.nat(8), (list, a, b) => {
        const [from, to] = [Math.min(a, b, list.length), Math.min(Math.max(a, b), list.length)];
        const packed = packItems(list);
        const parts = [
          slicePacked(packed, 0, from),
          slicePacked(packed, from, to),
          slicePacked(packed, to, list.length),
        ];
        parts.forEach(validateItems);
        expect(unpack(concatPacked(parts))).toEqual(list);
      }),
    );
  });

  test('a selection holds the chosen items only, in order', () => {
    fc.assert(
      fc.property(items, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), (list, keep) => {
        const chosen = selectPacked(packItems(list), (i) => keep[i] ?? false);
        expect(unpack(validateItems(chosen))).toEqual(list.filter((_, i) => keep[i]));
      }),
    );
  });

  test('striking takes keys and their tags, and the payload with the last key', () => {
    const packed = packItems([
      { id: 'a', keys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)], tags: [7, 8], data: 'kept' },
      { id: 'b', keys: [Buffer.alloc(32, 3)], tags: [9], data: 'lost' },
      { id: 'c', data: 'never had a key' },
    ]);
    const struck = validateItems(strikeKeys(packed, (index) => index !== 1));
    expect(unpack(struck)).toEqual([
      { id: 'a', keys: [new Uint8Array(32).fill(2)], tags: [8], data: 'kept' },
      { id: 'b', keys: [], tags: [] },
      { id: 'c', keys: [], tags: [], data: 'never had a key' },
    ]);
    expect([countLive(packed), countLive(struck), countKeys(struck)]).toEqual([3, 2, 1]);
    expect(strikeKeys(packed, () => false)).toBe(packed);
    expect(concatPacked([])).toEqual(NO_ITEMS);
  });

  test.each<[string, () => unknown]>([
    ['INVALID_ITEMS ids[0]', () => packItems([{ id: '' }])],
    ['INVALID_ITEMS ids[1]', () => packItems([{ id: 'a' }, { id: 'x'.repeat(257) }])],
    ['INVALID_ITEMS ids[0]', () => packItems([{ id: 'nul\0' }])],
    ['accepted', () => packItems([{ id: 'x'.repeat(256) }])],
    [
      'INVALID_ITEMS items[0].keys[1]',
      () => packItems([{ id: 'a', keys: [Buffer.alloc(32), Buffer.alloc(31)] }]),
    ],
    ['INVALID_ITEMS items[0].keys', () => packItems([{ id: 'a', keys: Array.from({ length: 256 }, () => Buffer.alloc(32)) }])], // prettier-ignore
    ['INVALID_ITEMS count', () => validateItems({ ...NO_ITEMS, count: -1 })],
    ['INVALID_ITEMS ids', () => validateItems({ ...NO_ITEMS, count: 1 })],
    [
      'INVALID_ITEMS keyCounts',
      () => validateItems({ ...packItems([{ id: 'a' }]), keyCounts: new Uint8Array(0) }),
    ],
    [
      'INVALID_ITEMS keyTags',
      () => validateItems({ ...packItems([{ id: 'a' }]), keyTags: new Uint8Array(1) }),
    ],
    ['INVALID_ITEMS keys', () => validateItems({ ...packItems([{ id: 'a' }]), keys: Buffer.alloc(32) })],
    ['INVALID_ITEMS origins', () => validateItems({ ...NO_ITEMS, origins: [{ origin: 'o', count: 1 }] })],
    ['INVALID_ITEMS origins[0].count', () => validateItems({ ...NO_ITEMS, origins: [{ origin: 'o', count: 0 }] })], // prettier-ignore
    ['INVALID_ITEMS origins[0].origin', () => validateItems({ ...packItems([{ id: 'a' }]), origins: [{ origin: '', count: 1 }] })], // prettier-ignore
    ['INVALID_ITEMS data', () => validateItems({ ...packItems([{ id: 'a' }]), data: [] })],
  ])('%s', (expected, act) => expect(fieldOf(act)).toBe(expected));
});
