/** A Bloom filter of ids (B. H. Bloom, 1970). With 7 bits an id and 4 probes, 1 in 28 chunks is searched in vain. */
const BITS_PER_ID = 7;
const PROBES = [0, 1, 2, 3] as const;
const FEWEST_BYTES = 8;

/** Two hashes of an id; the probes are made of both (Kirsch and Mitzenmacher, "Less hashing, same performance"). */
export interface IdHashes {
  readonly first: number;
  readonly second: number;
}

export function hashesOf(id: string): IdHashes {
  return { first: hash(id, 0x811c9dc5), second: hash(id, 0x9747b28c) };
}

/** The filter of a chunk: bit n is bit `n % 8`, counted from the least, of byte `n / 8`, as Postgres' `get_bit` has it. */
export function filterOf(ids: readonly string[]): Buffer {
  const filter = Buffer.alloc(Math.max(FEWEST_BYTES, Math.ceil((ids.length * BITS_PER_ID) / 8)));
  const bits = filter.length * 8;
  for (const id of ids) {
    const { first, second } = hashesOf(id);
    for (const probe of PROBES) {
      const bit = (first + probe * second) % bits;
      filter[bit >> 3] = (filter[bit >> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return filter;
}

/** SQL: whether chunk `c` holds an id. The parameters are the id and its two hashes. CASE, so that the filter is asked first. */
export function holdsId(c: string, id: string, first: string, second: string): string {
  const bits = `(octet_length(${c}.id_filter) * 8)`;
  const isSet = (probe: number) =>
    `get_bit(${c}.id_filter, (${first}::bigint + ${probe} * ${second}::bigint) % ${bits}) = 1`;
  return `case when ${c}.id_filter is null or (${PROBES.map(isSet).join(' and ')}) then ${c}.ids @> array[${id}::text] else false end`;
}

/** FNV-1a over UTF-16 code units, and the finish of MurmurHash3, which spreads it over all bits. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
