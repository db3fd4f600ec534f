const EMPTY = -1;
const FIRST_ROWS = 8;
const HEX_BLOCK_ROWS = 1_024;

// Every index below is in bounds by construction; a check per word would cost more than the work itself.
const at = (words: Uint32Array | Int32Array, index: number): number => words[index] as number;

/** Mixes all words: real digests are uniform already, hand-made ones in tests differ in one word only. */
export function hashWords(words: Uint32Array, offset: number, count: number): number {
  let hash = 0;
  for (let index = 0; index < count; index++) {
    hash = Math.imul(hash ^ at(words, offset + index), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

/** A small set of digests: rows lie packed in one array, an index of slots (linear probing) points at them. */
export class DigestShard {
  #rows: Uint32Array;
  #slots = new Int32Array(FIRST_ROWS * 2).fill(EMPTY);
  #size = 0;

  constructor(private readonly width: number) {
    this.#rows = new Uint32Array(FIRST_ROWS * width);
  }

  get size(): number {
    return this.#size;
  }

  add(words: Uint32Array, offset: number, hash: number): boolean {
    const slot = this.#find(words, offset, hash);
    if (at(this.#slots, slot) !== EMPTY) return false;
    const row = this.#size++;
    if (this.#size * this.width > this.#rows.length) this.#growRows();
    this.#copyRow(words, offset, row);
    this.#slots[slot] = row;
    if (this.#size * 2 > this.#slots.length) this.#growSlots();
    return true;
  }

  delete(words: Uint32Array, offset: number, hash: number): boolean {
    const slot = this.#find(words, offset, hash);
    const row = at(this.#slots, slot);
    if (row === EMPTY) return false;
    // The last row moves into the gap, so that the rows stay packed.
    const last = this.#size - 1;
    this.#slots[this.#find(this.#rows, last * this.width, this.#hashOf(last))] = row;
    this.#copyRow(this.#rows, last * this.width, row);
    this.#slots[slot] = EMPTY;
    this.#size = last;
    this.#closeGap(slot);
    return true;
  }

  /** The digests as lower-case hex, in ascending order. */
  *sortedHex(): Generator<string> {
    const order = this.#sortedRows();
    const hexLength = this.width * 8;
    for (let first = 0; first < order.length; first += HEX_BLOCK_ROWS) {
      const block = order.subarray(first, first + HEX_BLOCK_ROWS);
      const hex = this.#toHex(block);
      for (let index = 0; index < block.length; index++)
        yield hex.slice(index * hexLength, (index + 1) * hexLength);
    }
  }

  #hashOf(row: number): number {
    return hashWords(this.#rows, row * this.width, this.width);
  }

  /** The slot that holds the digest, or the empty one where it belongs. */
  #find(words: Uint32Array, offset: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = at(this.#slots, slot);
      if (row === EMPTY || this.#equals(row, words, offset)) return slot;
    }
  }

  #equals(row: number, words: Uint32Array, offset: number): boolean {
    const start = row * this.width;
    for (let index = 0; index < this.width; index++)
      if (at(this.#rows, start + index) !== at(words, offset + index)) return false;
    return true;
  }

  #copyRow(from: Uint32Array, offset: number, row: number): void {
    const start = row * this.width;
    for (let index = 0; index < this.width; index++) this.#rows[start + index] = at(from, offset + index);
  }

  /** A search stops at an empty slot, so what follows a freed one moves up when it may. */
  #closeGap(freed: number): void {
    const mask = this.#slots.length - 1;
    let gap = freed;
    for (let slot = (freed + 1) & mask; at(this.#slots, slot) !== EMPTY; slot = (slot + 1) & mask) {
      const row = at(this.#slots, slot);
      const home = this.#hashOf(row) & mask;
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      this.#slots[gap] = row;
      this.#slots[slot] = EMPTY;
      gap = slot;
    }
  }

  #growRows(): void {
    const rows = new Uint32Array(Math.ceil((this.#rows.length / this.width) * 1.5) * this.width);
    rows.set(this.#rows);
    this.#rows = rows;
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#size; row++) {
      let slot = this.#hashOf(row) & mask;
      while (at(slots, slot) !== EMPTY) slot = (slot + 1) & mask;
      slots[slot] = row;
    }
    this.#slots = slots;
  }

  /** Sorts (first word, row) pairs as native 64-bit integers, then puts right the few that share a first word. */
  #sortedRows(): Uint32Array {
    const pairs = new Uint32Array(this.#size * 2);
    for (let row = 0; row < this.#size; row++) {
      pairs[row * 2] = row;
      pairs[row * 2 + 1] = at(this.#rows, row * this.width);
    }
    new BigUint64Array(pairs.buffer).sort();
    const order = new Uint32Array(this.#size);
    for (let index = 0; index < this.#size; index++) order[index] = at(pairs, index * 2);
    this.#sortEqualFirstWords(order, pairs);
    return order;
  }

  #sortEqualFirstWords(order: Uint32Array, pairs: Uint32Array): void {
    let start = 0;
    for (let end = 1; end <= order.length; end++) {
      if (end < order.length && pairs[end * 2 + 1] === pairs[start * 2 + 1]) continue;
      if (end - start > 1) order.subarray(start, end).sort((left, right) => this.#compare(left, right));
      start = end;
    }
  }

  #compare(left: number, right: number): number {
    for (let index = 0; index < this.width; index++) {
      const difference =
        at(this.#rows, left * this.width + index) - at(this.#rows, right * this.width + index);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  #toHex(order: Uint32Array): string {
    const words = new Uint32Array(order.length * this.width);
    for (let index = 0; index < words.length; index++)
      words[index] = at(this.#rows, at(order, (index / this.width) | 0) * this.width + (index % this.width));
    // Words are little-endian in memory, hex is written from the high end.
    return Buffer.from(words.buffer).swap32().toString('hex');
  }
}
