import { type Item, keyOf, packItems, type PackedItems } from '../packed-items.ts';

/** A conflict key for a word: the same word, the same key. */
export function testKey(word: string): Buffer {
  return Buffer.from(keyOf(word));
}

/** Items with these ids, each with one key of the same name; `a:x+y` is item `a` with the keys `x` and `y`. */
export function testItems(...words: readonly string[]): PackedItems {
  return packItems(words.map(testItem));
}

function testItem(word: string): Item {
  const [id = '', keys = id] = word.split(':');
  return { id, keys: keys.split('+').filter(Boolean).map(testKey) };
}

/** `count` items named `<prefix>0` and so on. */
export function manyItems(prefix: string, count: number): PackedItems {
  return testItems(...Array.from({ length: count }, (_, i) => `${prefix}${i}`));
}
