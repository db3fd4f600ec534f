import { hash } from 'node:crypto';

/** Widths of the accepted digests in 32-bit words: MD5, SHA-1, SHA-256. */
export const DIGEST_WIDTHS = [4, 5, 8] as const;
export type DigestWidth = (typeof DIGEST_WIDTHS)[number];

export type RecordRules = {
  /** Whether a clear e-mail address is a good record here. */
  clearEmails: boolean;
  clearDeviceIds: boolean;
};

/** The records of one request, decoded; the words of a width lie one digest after the other. */
export class RecordBatch {
  #words: Record<DigestWidth, Uint32Array> = { 4: EMPTY_WORDS, 5: EMPTY_WORDS, 8: EMPTY_WORDS };
  #counts: Record<DigestWidth, number> = { 4: 0, 5: 0, 8: 0 };

  /** Records as sent, duplicates included. */
  get size(): number {
    return this.#counts[4] + this.#counts[5] + this.#counts[8];
  }

  words(width: DigestWidth): Uint32Array {
    return this.#words[width].subarray(0, this.#counts[width] * width);
  }

  /** Decodes hex from `text` straight into the batch; false, and nothing added, when it is no hex. */
  addHex(text: string, start: number, width: DigestWidth): boolean {
    const words = this.#roomFor(width, text.length);
    const from = this.#counts[width] * width;
    for (let index = 0; index < width; index++) {
      const word = hexWord(text, start + index * 8);
      if (word < 0) return false;
      words[from + index] = word;
    }
    this.#counts[width]++;
    return true;
  }

  #roomFor(width: DigestWidth, textLength: number): Uint32Array {
    const words = this.#words[width];
    const needed = (this.#counts[width] + 1) * width;
    if (needed <= words.length) return words;
    // The first guess holds the whole text; only a text of very mixed widths wastes anything.
    const rows = words.length === 0 ? Math.ceil(textLength / (width * 8)) : (words.length / width) * 2;
    const larger = new Uint32Array(Math.max(needed, rows * width));
    larger.set(words);
    this.#words[width] = larger;
    return larger;
  }
}

const EMPTY_WORDS = new Uint32Array(0);
const NIBBLES = Int8Array.from({ length: 128 }, (_, code) => {
  const value = parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

/** Eight hex digits as an unsigned word, or -1. */
function hexWord(text: string, start: number): number {
  let word = 0;
  let seen = 0;
  for (let index = start; index < start + 8; index++) {
    const code = text.charCodeAt(index);
    const nibble = code < 128 ? (NIBBLES[code] as number) : -1;
    seen |= nibble;
    word = (word << 4) | nibble;
  }
  return seen < 0 ? -1 : word >>> 0;
}

const WIDTH_OF_LENGTH: Readonly<Record<number, DigestWidth>> = { 32: 4, 40: 5, 64: 8 };
const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;
const DEVICE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads the comma-separated records of a request (one trailing comma is allowed, the official example has one).
 * A clear record joins as its SHA-256, so that it is the same person as its hash.
 *
 * @returns the batch, or the position of the first bad record, counted from 1
 */
export function parseRecords(text: string, rules: RecordRules): RecordBatch | { badRecord: number } {
  const batch = new RecordBatch();
  let position = 0;
  for (let start = 0; start < text.length;) {
    const comma = text.indexOf(',', start);
    const end = comma < 0 ? text.length : comma;
    position++;
    if (!addRecord(batch, text, start, end, rules)) return { badRecord: position };
    start = end + 1;
  }
  return batch;
}

function addRecord(
  batch: RecordBatch,
  text: string,
  start: number,
  end: number,
  rules: RecordRules,
): boolean {
  const width = WIDTH_OF_LENGTH[end - start];
  if (width !== undefined && batch.addHex(text, start, width)) return true;
  const clear = text.slice(start, end);
  if (!isClearRecord(clear, rules)) return false;
  return batch.addHex(hash('sha256', clear), 0, 8);
}

function isClearRecord(record: string, rules: RecordRules): boolean {
  if (DEVICE_ID.test(record)) return rules.clearDeviceIds;
  return rules.clearEmails && EMAIL.test(record) && record === record.toLowerCase();
}
