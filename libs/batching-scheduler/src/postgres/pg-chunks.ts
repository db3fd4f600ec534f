import { countBySource, type SourceCounts } from '../movements.ts';
import { type PackedItems } from '../packed-items.ts';
import { filterOf } from './id-filter.ts';
import { type PgContext, toTime } from './pg-context.ts';
import { columnsOf, type OriginColumns, runsOf } from './pg-origins.ts';
import { rowsOf } from './pg.port.ts';

/** Where a batch's chunks lie: its creation time names their partition. */
export interface ChunkPlace {
  readonly id: string;
  readonly createdAtMs: number;
}

export interface ChunkRow {
  readonly chunkNo: number;
  readonly batchId: string;
  readonly sourceId: string;
  readonly items: PackedItems;
}

interface ChunkColumns extends OriginColumns {
  readonly batch_id: string;
  readonly chunk_no: string;
  readonly source_id: string;
  readonly item_count: number;
  readonly ids: string[] | null;
  readonly key_counts: Buffer | null;
  readonly key_tags: Buffer | null;
  readonly keys: Buffer | null;
  readonly data: (string | null)[] | null;
}

const COLUMNS =
  'batch_id, chunk_no, source_id, item_count, key_counts, key_tags, keys, data, origins, origin_counts';

/** All chunks of a batch, in the order in which they came. */
export async function readChunks(
  { db, s }: PgContext,
  { id, createdAtMs }: ChunkPlace,
): Promise<readonly ChunkRow[]> {
  const text = `select ids, ${COLUMNS} from ${s}.chunk
    where batch_id = $1 and created_at = ${toTime('$2')} order by chunk_no`;
  return (await rowsOf<ChunkColumns>(db, text, [id, createdAtMs])).map(toChunk);
}

/** A page of chunks without their ids, from the latest back; `before` is the last chunk number seen. */
export async function readChunksBackwards(
  { db, s }: PgContext,
  places: readonly ChunkPlace[],
  before: number,
  limit: number,
): Promise<readonly ChunkRow[]> {
  const text = `select null as ids, ${COLUMNS} from ${s}.chunk
    where batch_id = any($1::uuid[]) and created_at = any(array(select ${toTime('t')} from unnest($2::float8[]) t))
      and chunk_no < $3 order by chunk_no desc limit $4`;
  const values = [places.map((place) => place.id), places.map((place) => place.createdAtMs), before, limit];
  return (await rowsOf<ChunkColumns>(db, text, values)).map(toChunk);
}

export async function countKeysOf({ db, s }: PgContext, places: readonly ChunkPlace[]): Promise<number> {
  const text = `select coalesce(sum(octet_length(key_tags)), 0)::float8 as keys from ${s}.chunk
    where batch_id = any($1::uuid[]) and created_at = any(array(select ${toTime('t')} from unnest($2::float8[]) t))`;
  const values = [places.map((place) => place.id), places.map((place) => place.createdAtMs)];
  return (await rowsOf<{ keys: number }>(db, text, values))[0]?.keys ?? 0;
}

/** How many items each source has in a batch. */
export async function sourcesOf(
  { db, s }: PgContext,
  { id, createdAtMs }: ChunkPlace,
): Promise<SourceCounts> {
  const text = `select source_id as "sourceId", item_count as count from ${s}.chunk
    where batch_id = $1 and created_at = ${toTime('$2')} order by chunk_no`;
  return countBySource(await rowsOf<{ sourceId: string; count: number }>(db, text, [id, createdAtMs]));
}

/** Forgets what a batch wrote, and says whose items they were. */
export async function clearChunks(
  { db, s }: PgContext,
  { id, createdAtMs }: ChunkPlace,
): Promise<SourceCounts> {
  const text = `update ${s}.chunk set keys = null, key_counts = null, key_tags = null, data = null
    where batch_id = $1 and created_at = ${toTime('$2')} returning source_id as "sourceId", item_count as count`;
  return countBySource(await rowsOf<{ sourceId: string; count: number }>(db, text, [id, createdAtMs]));
}

export async function updateKeys({ db, s }: PgContext, chunk: ChunkRow, createdAtMs: number): Promise<void> {
  const { keyCounts, keyTags, keys, data } = chunk.items;
  await db.query(
    `update ${s}.chunk set key_counts = $4, key_tags = $5, keys = $6, data = $7
      where batch_id = $1 and chunk_no = $2 and created_at = ${toTime('$3')}`,
    [chunk.batchId, chunk.chunkNo, createdAtMs, asBuffer(keyCounts), asBuffer(keyTags), keys, data],
  );
}

export async function updateIds({ db, s }: PgContext, chunk: ChunkRow, createdAtMs: number): Promise<void> {
  const { ids } = chunk.items;
  const text = `update ${s}.chunk set ids = $4, id_filter = $5
    where batch_id = $1 and chunk_no = $2 and created_at = ${toTime('$3')}`;
  await db.query(text, [chunk.batchId, chunk.chunkNo, createdAtMs, ids, filterOf(ids)]);
}

/** A chunk before it has its number. */
export interface NewChunk extends Omit<ChunkRow, 'chunkNo'> {
  readonly createdAtMs: number;
}

export async function insertChunks({ db, s }: PgContext, chunks: readonly NewChunk[]): Promise<void> {
  for (let i = 0; i < chunks.length; i += CHUNKS_PER_STATEMENT) {
    const { values, text } = chunkValues(chunks.slice(i, i + CHUNKS_PER_STATEMENT), 0);
    await db.query(`insert into ${s}.chunk (${INSERTED}) values ${text}`, values);
  }
}

/** Keeps a statement well below the 65,535 parameters of the protocol. */
export const CHUNKS_PER_STATEMENT = 1_000;

export const INSERTED =
  'batch_id, created_at, source_id, item_count, ids, id_filter, key_counts, key_tags, keys, data, origins, origin_counts';

/** `VALUES` rows for chunks, with parameters from `$first + 1` on. */
export function chunkValues(
  chunks: readonly NewChunk[],
  first: number,
): { readonly text: string; readonly values: unknown[] } {
  const values: unknown[] = [];
  const rows = chunks.map(({ batchId, createdAtMs, sourceId, items }) => {
    const { count, ids, keyCounts, keyTags, keys, data } = items;
    const { origins, origin_counts } = columnsOf(items);
    const at = first + values.length;
    values.push(
      batchId,
      createdAtMs,
      sourceId,
      count,
      ids,
      filterOf(ids),
      asBuffer(keyCounts),
      asBuffer(keyTags),
      keys,
      data,
      origins,
      origin_counts,
    );
    const p = (n: number) => `$${at + n}`;
    return `(${p(1)}::uuid, ${toTime(p(2))}, ${p(3)}, ${p(4)}::int, ${p(5)}::text[], ${p(6)}::bytea, ${p(7)}::bytea, ${p(8)}::bytea, ${p(9)}::bytea, ${p(10)}::text[], ${p(11)}::text[], ${p(12)}::int[])`;
  });
  return { text: rows.join(', '), values };
}

function toChunk(row: ChunkColumns): ChunkRow {
  const none = Buffer.alloc(0);
  const items: PackedItems = {
    count: row.item_count,
    ids: row.ids ?? [],
    keyCounts: row.key_counts ?? Buffer.alloc(row.item_count),
    keyTags: row.key_tags ?? none,
    keys: row.keys ?? none,
    data: row.data,
    origins: runsOf(row),
  };
  return { chunkNo: Number(row.chunk_no), batchId: row.batch_id, sourceId: row.source_id, items };
}

/** `pg` sends a Buffer as bytes; a bare Uint8Array as well, yet a view of it only since version 8.12. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
