import { keyAt, strikeKeys } from './packed-items-edit.ts';
import { type PackedItems } from './packed-items.ts';

/** Items of a mixed window, with their place in it: chunks are numbered in the order in which they arrived. */
export interface WindowChunk {
  readonly chunkNo: number;
  readonly items: PackedItems;
}

interface Word {
  readonly chunkNo: number;
  readonly item: number;
  /** Undefined until the other side spoke of this key at all. */
  wins: boolean | undefined;
}

/**
 * The last word on each key of a window that holds both operations. Built from the smaller side, so memory
 * is bounded by it; the larger side is then streamed through {@link strikeLarger}, latest chunk first.
 */
export class WindowResolution {
  private readonly words = new Map<string, Word>();

  constructor(smaller: Iterable<WindowChunk>) {
    for (const chunk of smaller) eachKey(chunk, (key, item) => this.remember(key, chunk.chunkNo, item));
  }

  /** A chunk of the larger side, less the keys on which the smaller side has the last word. Latest chunk first. */
  strikeLarger(chunk: WindowChunk): PackedItems {
    const struck = new Set<number>();
    eachKeyBackwards(chunk, (key, item, index) => {
      const word = this.words.get(key);
      if (!word) return;
      word.wins ??= isLater(word, chunk.chunkNo, item);
      if (word.wins) struck.add(index);
    });
    return struck.size === 0 ? chunk.items : strikeKeys(chunk.items, (index) => struck.has(index));
  }

  /** A chunk of the smaller side, less the keys on which the larger side had the last word. After all of the larger side. */
  strikeSmaller(chunk: WindowChunk): PackedItems {
    return strikeKeys(chunk.items, (index) => this.words.get(keyAt(chunk.items, index))?.wins === false);
  }

  private remember(key: string, chunkNo: number, item: number): void {
    const known = this.words.get(key);
    if (!known || isLater({ chunkNo, item }, known.chunkNo, known.item))
      this.words.set(key, { chunkNo, item, wins: undefined });
  }
}

function isLater(word: Omit<Word, 'wins'>, chunkNo: number, item: number): boolean {
  return word.chunkNo === chunkNo ? word.item > item : word.chunkNo > chunkNo;
}

type Visit = (key: string, item: number, keyIndex: number) => void;

function eachKey({ items }: WindowChunk, visit: Visit): void {
  let index = 0;
  for (let item = 0; item < items.count; item++)
    for (let k = items.keyCounts[item] ?? 0; k > 0; k--, index++) visit(keyAt(items, index), item, index);
}

/** Backwards, so that the first occurrence met is the last word of this side. */
function eachKeyBackwards({ items }: WindowChunk, visit: Visit): void {
  let index = items.keyTags.length - 1;
  for (let item = items.count - 1; item >= 0; item--)
    for (let k = items.keyCounts[item] ?? 0; k > 0; k--, index--) visit(keyAt(items, index), item, index);
}
