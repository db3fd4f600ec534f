import { createHash } from 'node:crypto';

import { MAX_ORIGIN_LENGTH, type OriginRun } from './origins.ts';
import { SchedulerError } from './scheduler.error.ts';

/** Bytes of one conflict key: a SHA-256 digest, or any other 32 bytes that name what an item writes to. */
export const KEY_BYTES = 32;

/** Characters of an item's id, at most. */
export const MAX_ID_LENGTH = 256;

/** Keys of one item, at most. */
export const MAX_KEYS_PER_ITEM = 255;

/**
 * Many items in a few flat arrays. Nothing in the pipeline walks items one object at a time, so a
 * transition costs the same for one item as for thousands.
 */
export interface PackedItems {
  /** How many items. Every other field agrees with it. */
  readonly count: number;
  /** The caller's own id of each item, 1 to 256 characters. */
  readonly ids: readonly string[];
  /** How many keys each item has, 0 to 255. */
  readonly keyCounts: Uint8Array;
  /** One byte a key, in order, with a meaning only the caller knows (for instance which field it came from). */
  readonly keyTags: Uint8Array;
  /** The keys themselves, {@link KEY_BYTES} each, in the order of the items. */
  readonly keys: Buffer;
  /** One optional payload an item, for callers whose keys are not what is sent; null when no item has one. */
  readonly data: readonly (string | null)[] | null;
  /** What brought the items, in runs that cover all of them, to find out later who entered what. Default: nobody says. */
  readonly origins?: readonly OriginRun[] | null;
}

/** A conflict key for a name of any length: its SHA-256. The same name, the same key. */
export function keyOf(name: string): Uint8Array {
  return createHash('sha256').update(name).digest();
}

/** One item before packing. */
export interface Item {
  readonly id: string;
  /** Conflict keys, {@link KEY_BYTES} bytes each: what this item writes to. None: it conflicts with nothing. */
  readonly keys?: readonly Uint8Array[];
  /** One byte a key. Default 0. */
  readonly tags?: readonly number[];
  /** What is sent of it, when its keys are not. Default: nothing. */
  readonly data?: string;
}

/**
 * Packs items.
 * @throws {SchedulerError} `INVALID_ITEMS`, naming the field, when an id or a key has the wrong size.
 */
export function packItems(items: Iterable<Item>): PackedItems {
  const list = [...items];
  const keyLists = list.map((item) => item.keys ?? []);
  keyLists.forEach(checkKeys);
  const packed: PackedItems = {
    count: list.length,
    ids: list.map((item) => item.id),
    keyCounts: Uint8Array.from(keyLists, (keys) => keys.length),
    keyTags: Uint8Array.from(
      list.flatMap((item, i) => (keyLists[i] ?? []).map((_, k) => item.tags?.[k] ?? 0)),
    ),
    keys: Buffer.concat(keyLists.flat()),
    data: list.some((item) => item.data !== undefined) ? list.map((item) => item.data ?? null) : null,
  };
  return validateItems(packed);
}

function checkKeys(keys: readonly Uint8Array[], item: number): void {
  if (keys.length > MAX_KEYS_PER_ITEM) fail(`items[${item}].keys`, `has more than ${MAX_KEYS_PER_ITEM} keys`);
  const odd = keys.findIndex((key) => key.length !== KEY_BYTES);
  if (odd >= 0) fail(`items[${item}].keys[${odd}]`, `is not ${KEY_BYTES} bytes long`);
}

/**
 * Answers the same items, once their arrays are seen to agree.
 * @throws {SchedulerError} `INVALID_ITEMS`, naming the field.
 */
export function validateItems(items: PackedItems): PackedItems {
  if (!Number.isSafeInteger(items.count) || items.count < 0) fail('count', 'is not a whole number');
  expectLength('ids', items.ids.length, items.count);
  expectLength('keyCounts', items.keyCounts.length, items.count);
  if (items.data) expectLength('data', items.data.length, items.count);
  if (items.origins) checkOrigins(items.origins, items.count);
  const keys = countKeys(items);
  expectLength('keyTags', items.keyTags.length, keys);
  expectLength('keys', items.keys.length, keys * KEY_BYTES);
  items.ids.forEach(checkId);
  return items;
}

function expectLength(field: string, actual: number, expected: number): void {
  if (actual !== expected) fail(field, `has length ${actual}, expected ${expected}`);
}

function checkOrigins(runs: readonly OriginRun[], items: number): void {
  const odd = runs.findIndex(({ count }) => !Number.isSafeInteger(count) || count <= 0);
  if (odd >= 0) fail(`origins[${odd}].count`, 'is not a whole number of items');
  const covered = runs.reduce((sum, { count }) => sum + count, 0);
  if (covered !== items) fail('origins', `cover ${covered} items, expected ${items}`);
  const bad = runs.findIndex(({ origin }) => origin !== null && !isOrigin(origin));
  if (bad >= 0) fail(`origins[${bad}].origin`, `is not 1 to ${MAX_ORIGIN_LENGTH} characters without NUL`);
}

const isOrigin = (origin: string): boolean =>
  origin.length >= 1 && origin.length <= MAX_ORIGIN_LENGTH && !origin.includes('\0');

/** Postgres keeps no NUL in a text, so an id with one could not be given back as it came. */
function checkId(id: string, index: number): void {
  if (id.length >= 1 && id.length <= MAX_ID_LENGTH && !id.includes('\0')) return;
  fail(`ids[${index}]`, `is not 1 to ${MAX_ID_LENGTH} characters without NUL`);
}

function fail(field: string, why: string): never {
  throw new SchedulerError('INVALID_ITEMS', field, why);
}

/** Keys of all items together. */
export function countKeys(items: Pick<PackedItems, 'keyCounts'>): number {
  return items.keyCounts.reduce((sum, n) => sum + n, 0);
}

/** True when the item has something to send: a key that was not struck, or a payload. */
export function isLive(items: PackedItems, index: number): boolean {
  return (items.keyCounts[index] ?? 0) > 0 || (items.data?.[index] ?? null) !== null;
}

/** Every item that has something to send, unpacked: what a transport writes into its request. Keys are views, not copies. */
export function liveItems(items: PackedItems): readonly Item[] {
  const unpacked: Item[] = [];
  let key = 0;
  for (let i = 0; i < items.count; i++) {
    const end = key + (items.keyCounts[i] ?? 0);
    if (isLive(items, i)) unpacked.push(unpack(items, i, key, end));
    key = end;
  }
  return unpacked;
}

function unpack({ ids, keys, keyTags, data }: PackedItems, index: number, from: number, to: number): Item {
  const text = data?.[index] ?? null;
  return {
    id: ids[index] ?? '',
    keys: Array.from({ length: to - from }, (_, k) =>
      keys.subarray((from + k) * KEY_BYTES, (from + k + 1) * KEY_BYTES),
    ),
    tags: [...keyTags.subarray(from, to)],
    ...(text === null ? {} : { data: text }),
  };
}

/** How many items have something to send. */
export function countLive(items: PackedItems): number {
  let live = 0;
  for (let i = 0; i < items.count; i++) if (isLive(items, i)) live++;
  return live;
}
