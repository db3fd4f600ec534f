import { type WindowChunk, WindowResolution } from '../conflict-resolution.ts';
import { countLive, type PackedItems } from '../packed-items.ts';
import { type ChunkPlace, type ChunkRow, countKeysOf, readChunksBackwards, updateKeys } from './pg-chunks.ts';
import { type PgContext } from './pg-context.ts';
import { type OpenRow } from './pg-seal.ts';

/** Chunks of the larger side in memory at the same time. */
const PAGE = 16;

/**
 * Strikes, in a window that holds both operations, every key on which the other side had the last word. The smaller side
 * is held in memory, the larger one streams by. Answers how many items of each batch have nothing left to send.
 */
export async function resolveWindow(
  context: PgContext,
  open: readonly OpenRow[],
): Promise<ReadonlyMap<string, number>> {
  const [smaller, larger] = await bySize(context, open);
  const held: ChunkRow[] = [];
  for await (const chunk of stream(context, smaller)) held.push(chunk);
  const resolution = new WindowResolution(held);
  const lost = new Map<string, number>();
  const strike = (chunk: ChunkRow, by: (chunk: WindowChunk) => PackedItems) =>
    strikeChunk(context, open, lost, chunk, by(chunk));
  for await (const chunk of stream(context, larger)) await strike(chunk, (c) => resolution.strikeLarger(c));
  for (const chunk of held) await strike(chunk, (c) => resolution.strikeSmaller(c));
  await lessLive(context, lost);
  return lost;
}

async function bySize(context: PgContext, open: readonly OpenRow[]): Promise<[OpenRow[], OpenRow[]]> {
  const adds = open.filter((batch) => batch.operation === 'ADD');
  const removes = open.filter((batch) => batch.operation === 'REMOVE');
  const addsAreFewer = (await countKeysOf(context, adds)) <= (await countKeysOf(context, removes));
  return addsAreFewer ? [adds, removes] : [removes, adds];
}

/** Latest chunk first. */
async function* stream(context: PgContext, places: readonly ChunkPlace[]): AsyncIterable<ChunkRow> {
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = await readChunksBackwards(context, places, before, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    before = page.at(-1)?.chunkNo ?? 0;
  }
}

/** Writes a chunk that lost keys, and counts the items that have nothing to send any more. */
async function strikeChunk(
  context: PgContext,
  places: readonly ChunkPlace[],
  lost: Map<string, number>,
  chunk: ChunkRow,
  items: PackedItems,
): Promise<void> {
  if (items === chunk.items) return;
  const { batchId } = chunk;
  lost.set(batchId, (lost.get(batchId) ?? 0) + countLive(chunk.items) - countLive(items));
  const createdAtMs = places.find((place) => place.id === batchId)?.createdAtMs ?? 0;
  await updateKeys(context, { ...chunk, items }, createdAtMs);
}

async function lessLive({ db, s }: PgContext, lost: ReadonlyMap<string, number>): Promise<void> {
  if (lost.size === 0) return;
  await db.query(
    `update ${s}.batch b set live = b.live - l.lost from unnest($1::uuid[], $2::int[]) as l (id, lost) where b.id = l.id`,
    [[...lost.keys()], [...lost.values()]],
  );
}
