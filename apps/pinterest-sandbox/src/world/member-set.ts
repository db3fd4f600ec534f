import { createHash } from 'node:crypto';
import { hashWords } from './digest-shard.ts';
import { DigestTable } from './digest-table.ts';
import { DIGEST_WIDTHS, type DigestWidth, type RecordBatch } from './records.ts';

export type Operation = 'ADD' | 'REMOVE';

/** Decides, the same way every time, which records belong to somebody with a Pinterest account. */
export class Matcher {
  readonly #threshold: number;

  constructor(
    rate: number,
    private readonly seed: number,
  ) {
    this.#threshold = rate * 4_294_967_296;
  }

  matches(recordHash: number): boolean {
    const mixed = Math.imul(recordHash ^ this.seed, 0x85ebca6b);
    return (mixed ^ (mixed >>> 13)) >>> 0 < this.#threshold;
  }
}

/** The members of one customer list, and how many of them have a Pinterest account. */
export class MemberSet {
  #tables: Partial<Record<DigestWidth, DigestTable>> = {};
  #matched = 0;
  #digest: string | undefined;

  constructor(private readonly matcher: Matcher) {}

  get size(): number {
    return DIGEST_WIDTHS.reduce((sum, width) => sum + (this.#tables[width]?.size ?? 0), 0);
  }

  get matched(): number {
    return this.#matched;
  }

  apply(batch: RecordBatch, operation: Operation): void {
    for (const width of DIGEST_WIDTHS) {
      const words = batch.words(width);
      if (words.length > 0)
        this.#applyWords((this.#tables[width] ??= new DigestTable(width)), words, operation);
    }
    this.#digest = undefined;
  }

  /** All members as lower-case hex, ascending as text. */
  *sorted(): Generator<string> {
    const sources = DIGEST_WIDTHS.flatMap((width) => this.#tables[width]?.sortedHex() ?? []);
    const heads = sources.map((source) => source.next().value as string | undefined);
    for (;;) {
      const least = indexOfLeast(heads);
      const head = heads[least];
      if (head === undefined) return;
      yield head;
      heads[least] = sources[least]?.next().value as string | undefined;
    }
  }

  /** SHA-256 over the sorted members joined by newlines; kept until the members change. */
  digest(): string {
    return (this.#digest ??= this.#computeDigest());
  }

  #applyWords(table: DigestTable, words: Uint32Array, operation: Operation): void {
    const change = operation === 'ADD' ? 1 : -1;
    for (let offset = 0; offset < words.length; offset += table.width) {
      const hash = hashWords(words, offset, table.width);
      const changed = change === 1 ? table.add(words, offset, hash) : table.delete(words, offset, hash);
      if (changed && this.matcher.matches(hash)) this.#matched += change;
    }
  }

  #computeDigest(): string {
    const digest = createHash('sha256');
    for (const text of joinedLines(this.sorted())) digest.update(text, 'latin1');
    return digest.digest('hex');
  }
}

const LINES_A_BLOCK = 1_024;

/** The lines joined by newlines, none at the end, in blocks worth a write. */
export function* joinedLines(lines: Iterable<string>): Generator<string> {
  let block: string[] = [];
  let separator = '';
  for (const line of lines) {
    block.push(line);
    if (block.length < LINES_A_BLOCK) continue;
    yield separator + block.join('\n');
    block = [];
    separator = '\n';
  }
  if (block.length > 0) yield separator + block.join('\n');
}

function indexOfLeast(heads: (string | undefined)[]): number {
  let least = 0;
  for (let index = 1; index < heads.length; index++) {
    const head = heads[index];
    const best = heads[least];
    if (head !== undefined && (best === undefined || head < best)) least = index;
  }
  return least;
}
