import { concatOrigins, sliceOrigins } from './origins.ts';
import { KEY_BYTES, type PackedItems } from './packed-items.ts';

/** No items at all. */
export const NO_ITEMS: PackedItems = {
  count: 0,
  ids: [],
  keyCounts: new Uint8Array(0),
  keyTags: new Uint8Array(0),
  keys: /* @__PURE__ */ Buffer.alloc(0), // for bundlers: nothing happens here
  data: null,
  origins: null,
};

/** Items `start` up to, not including, `end`. Keys are views of the same memory, not copies. */
export function slicePacked(items: PackedItems, start: number, end: number): PackedItems {
  if (start === 0 && end === items.count) return items;
  const firstKey = sum(items.keyCounts, 0, start);
  const lastKey = firstKey + sum(items.keyCounts, start, end);
  return {
    count: end - start,
    ids: items.ids.slice(start, end),
    keyCounts: items.keyCounts.subarray(start, end),
    keyTags: items.keyTags.subarray(firstKey, lastKey),
    keys: items.keys.subarray(firstKey * KEY_BYTES, lastKey * KEY_BYTES),
    data: items.data?.slice(start, end) ?? null,
    origins: sliceOrigins(items, start, end),
  };
}

/** All items of all parts, in order. */
export function concatPacked(parts: readonly PackedItems[]): PackedItems {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return {
    count: parts.reduce((n, part) => n + part.count, 0),
    ids: parts.flatMap((part) => part.ids),
    keyCounts: Buffer.concat(parts.map((part) => part.keyCounts)),
    keyTags: Buffer.concat(parts.map((part) => part.keyTags)),
    keys: Buffer.concat(parts.map((part) => part.keys)),
    data: parts.some((part) => part.data) ? parts.flatMap((part) => part.data ?? noData(part.count)) : null,
    origins: concatOrigins(parts),
  };
}

/** The items for which `keep` says true, in order. */
export function selectPacked(items: PackedItems, keep: (index: number) => boolean): PackedItems {
  const runs: PackedItems[] = [];
  let start = 0;
  for (let i = 0; i <= items.count; i++) {
    if (i < items.count && keep(i)) continue;
    if (i > start) runs.push(slicePacked(items, start, i));
    start = i + 1;
  }
  return runs.length === 0 ? NO_ITEMS : concatPacked(runs);
}

/**
 * The same items without the keys for which `isStruck` says true; an item whose last key goes loses its payload too,
 * so that nothing of it is sent. Answers the very same object when nothing was struck.
 */
export function strikeKeys(
  items: PackedItems,
  isStruck: (keyIndex: number, itemIndex: number) => boolean,
): PackedItems {
  const kept: number[] = [];
  const keyCounts = Uint8Array.from(items.keyCounts);
  let key = 0;
  for (let i = 0; i < items.count; i++)
    for (let k = items.keyCounts[i] ?? 0; k > 0; k--, key++) {
      if (isStruck(key, i)) keyCounts[i] = (keyCounts[i] ?? 1) - 1;
      else kept.push(key);
    }
  return kept.length === key ? items : withKeys(items, keyCounts, kept);
}

function withKeys(items: PackedItems, keyCounts: Uint8Array, kept: readonly number[]): PackedItems {
  const keys = Buffer.allocUnsafe(kept.length * KEY_BYTES);
  kept.forEach((key, i) => items.keys.copy(keys, i * KEY_BYTES, key * KEY_BYTES, (key + 1) * KEY_BYTES));
  const emptied = (i: number) => keyCounts[i] === 0 && (items.keyCounts[i] ?? 0) > 0;
  return {
    count: items.count,
    ids: items.ids,
    keyCounts,
    keyTags: Uint8Array.from(kept, (key) => items.keyTags[key] ?? 0),
    keys,
    data: items.data?.map((text, i) => (emptied(i) ? null : text)) ?? null,
    origins: items.origins ?? null,
  };
}

/** One key as a string that a Map can hold: 32 characters, one a byte. */
export function keyAt(items: PackedItems, keyIndex: number): string {
  return items.keys.toString('latin1', keyIndex * KEY_BYTES, (keyIndex + 1) * KEY_BYTES);
}

const noData = (count: number): readonly null[] => Array.from({ length: count }, () => null);

function sum(numbers: Uint8Array, start: number, end: number): number {
  let total = 0;
  for (let i = start; i < end; i++) total += numbers[i] ?? 0;
  return total;
}
