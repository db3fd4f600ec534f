import { type BatchState, type LedgerMovement } from '../model.ts';
import { addUp, moveAll } from '../movements.ts';
import { countLive, type PackedItems } from '../packed-items.ts';
import { strikeKeys } from '../packed-items-edit.ts';
import { hashesOf, holdsId } from './id-filter.ts';
import { type ChunkPlace, clearChunks, readChunks, updateIds, updateKeys } from './pg-chunks.ts';
import { type PgContext, toMs, toTime } from './pg-context.ts';
import { lockGroups } from './pg-groups.ts';
import { rowsOf } from './pg.port.ts';

/** What an erased item is called. */
export const ERASED = '(erased)';

/** Which items of which sources: one by its id, or all of them. */
interface Wanted {
  readonly sourceIds: readonly string[];
  readonly itemId: string | null;
}

interface HoldingBatch extends ChunkPlace {
  readonly state: BatchState;
  readonly nowMs: number;
}

export interface Erasure {
  readonly erased: number;
  readonly busy: number;
  readonly movements: readonly LedgerMovement[];
}

export async function eraseItem(
  context: PgContext,
  itemId: string,
  sourceIds: readonly string[],
): Promise<Erasure> {
  const { first, second } = hashesOf(itemId);
  const text = `select distinct batch_id as id from ${context.s}.chunk c
    where source_id = any($1) and ${holdsId('c', '$2', '$3', '$4')}`;
  const find = () => idsOf(context, text, [sourceIds, itemId, first, second]);
  await lockGroupsOf(context, await find());
  return eraseIn(context, await find(), { sourceIds, itemId }); // what was split meanwhile is in other batches now
}

/** Batches of a page of {@link eraseSources}. */
const PAGE = 50;

/** All items of these sources, in some of the batches that hold them: those after `after`. `next` is null at the end. */
export async function eraseSources(
  context: PgContext,
  sourceIds: readonly string[],
  after: string,
): Promise<Erasure & { readonly next: string | null }> {
  const text = `select distinct batch_id as id from ${context.s}.chunk
    where source_id = any($1) and batch_id > $2 order by 1 limit ${PAGE}`;
  const page = await idsOf(context, text, [sourceIds, after]);
  await lockGroupsOf(context, page);
  const done = await eraseIn(context, page, { sourceIds, itemId: null });
  return { ...done, next: page.length < PAGE ? null : (page.at(-1) ?? null) };
}

async function idsOf({ db }: PgContext, text: string, values: unknown[]): Promise<readonly string[]> {
  return (await rowsOf<{ id: string }>(db, text, values)).map(({ id }) => id);
}

/** Groups are locked before their batches, as everywhere. */
async function lockGroupsOf(context: PgContext, batchIds: readonly string[]): Promise<void> {
  const text = `select distinct group_id as id from ${context.s}.batch where id = any($1::uuid[])`;
  await lockGroups(context, await idsOf(context, text, [batchIds]));
}

/** What is in flight is left alone, for its sender has it already. */
async function eraseIn(context: PgContext, batchIds: readonly string[], wanted: Wanted): Promise<Erasure> {
  const { db, s, now } = context;
  const text = `with locked as materialized (
      select id, state, created_at from ${s}.batch where id = any($1::uuid[]) order by id for no key update)
    select id, state, ${toMs('created_at')} as "createdAtMs", ${now} as "nowMs" from locked`;
  const batches = await rowsOf<HoldingBatch>(db, text, [batchIds]);
  const landed = batches.filter((batch) => batch.state !== 'IN_FLIGHT');
  let erased = 0;
  const movements: LedgerMovement[] = [];
  for (const batch of landed) {
    const done = await eraseFrom(context, batch, wanted);
    erased += done.erased;
    movements.push(...done.movements);
  }
  return { erased, busy: batches.length - landed.length, movements: addUp(movements) };
}

async function eraseFrom(
  context: PgContext,
  batch: HoldingBatch,
  { sourceIds, itemId }: Wanted,
): Promise<Omit<Erasure, 'busy'>> {
  let live = 0;
  let erased = 0;
  for (const chunk of await readChunks(context, batch)) {
    const items = sourceIds.includes(chunk.sourceId) ? without(chunk.items, itemId) : chunk.items;
    live += countLive(items);
    if (items === chunk.items) continue;
    erased += items.ids.filter((id, i) => id !== chunk.items.ids[i]).length;
    await updateIds(context, { ...chunk, items }, batch.createdAtMs);
    const hasKept = chunk.items.keyTags.length > 0 || chunk.items.data !== null; // synced ones have forgotten theirs
    if (hasKept) await updateKeys(context, { ...chunk, items }, batch.createdAtMs);
  }
  const isDone = live === 0 && (batch.state === 'READY' || batch.state === 'WAITING');
  await context.db.query(
    `update ${context.s}.batch set live = $2, state = case when $3 then 'SYNCED' else state end,
      settled_at = case when $3 then ${toTime('$4')} else settled_at end where id = $1`,
    [batch.id, live, isDone, batch.nowMs],
  );
  return { erased, movements: isDone ? moveAll(await clearChunks(context, batch), 'pending', 'synced') : [] };
}

function without(items: PackedItems, itemId: string | null): PackedItems {
  const isIt = (index: number) => itemId === null || items.ids[index] === itemId;
  if (!items.ids.some((id, index) => id !== ERASED && isIt(index))) return items;
  const rest = strikeKeys(items, (_, item) => isIt(item));
  const ids = rest.ids.map((id, index) => (isIt(index) ? ERASED : id));
  return { ...rest, ids, data: rest.data?.map((text, i) => (isIt(i) ? null : text)) ?? null };
}
