import { DigestShard } from './digest-shard.ts';

const SHARDS = 256;

/**
 * A set of digests of one width: some 50 bytes a member for a SHA-256, nothing for the garbage collector to walk.
 * It is cut by the first byte, so that a growing set moves a small part at a time and sorting goes part by part.
 */
export class DigestTable {
  readonly #shards: (DigestShard | undefined)[] = new Array<undefined>(SHARDS).fill(undefined);

  /** @param width words of 32 bits in one digest */
  constructor(readonly width: number) {}

  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + (shard?.size ?? 0), 0);
  }

  /** Answers false when the digest was there already. `hash` is `hashWords` of the same words. */
  add(words: Uint32Array, offset: number, hash: number): boolean {
    return this.#shardOf(words, offset).add(words, offset, hash);
  }

  /** Answers false when the digest was not there. */
  delete(words: Uint32Array, offset: number, hash: number): boolean {
    return this.#shardOf(words, offset).delete(words, offset, hash);
  }

  /** The digests as lower-case hex, in ascending order. */
  *sortedHex(): Generator<string> {
    for (const shard of this.#shards) if (shard) yield* shard.sortedHex();
  }

  #shardOf(words: Uint32Array, offset: number): DigestShard {
    const firstByte = (words[offset] ?? 0) >>> 24;
    return (this.#shards[firstByte] ??= new DigestShard(this.width));
  }
}
