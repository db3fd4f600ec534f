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
const ERASED = '(erased)';

interface HoldingBatch extends ChunkPlace {
  readonly state: BatchState;
  readonly nowMs: number;
}

export interface Erasure {
  readonly erased: number;
  readonly busy: number;
  readonly movements: readonly LedgerMovement[];
}

/** Groups are locked before their batches, as everywhere; what is in flight is left alone, for its sender has it already. */
export async function eraseItem(
  context: PgContext,
  itemId: string,
  sourceIds: readonly string[],
): Promise<Erasure> {
  const { db, s } = context;
  const holding = `select batch_id from ${s}.chunk c where source_id = any($1) and ${holdsId('c', '$2', '$3', '$4')}`;
  const { first, second } = hashesOf(itemId);
  const values = [sourceIds, itemId, first, second];
  const groups = await rowsOf<{ id: string }>(
    db,
    `select distinct group_id as id from ${s}.batch where id in (${holding})`,
    values,
  );
  const [group] = await lockGroups(context, groups.map((row) => row.id)); // prettier-ignore
  const text = `select id, state, ${toMs('created_at')} as "createdAtMs" from ${s}.batch
    where id in (${holding}) order by id for no key update`;
  const batches = await rowsOf<Omit<HoldingBatch, 'nowMs'>>(db, text, values);
  const landed = batches.filter((batch) => batch.state !== 'IN_FLIGHT');
  let erased = 0;
  const movements: LedgerMovement[] = [];
  for (const batch of landed) {
    const done = await eraseFrom(context, { ...batch, nowMs: group?.nowMs ?? 0 }, itemId, sourceIds);
    erased += done.erased;
    movements.push(...done.movements);
  }
  return { erased, busy: batches.length - landed.length, movements: addUp(movements) };
}

async function eraseFrom(
  context: PgContext,
  batch: HoldingBatch,
  itemId: string,
  sourceIds: readonly string[],
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

function without(items: PackedItems, itemId: string): PackedItems {
  if (!items.ids.includes(itemId)) return items;
  const isIt = (index: number) => items.ids[index] === itemId;
  const rest = strikeKeys(items, (_, item) => isIt(item));
  const ids = rest.ids.map((id) => (id === itemId ? ERASED : id));
  return { ...rest, ids, data: rest.data?.map((text, i) => (isIt(i) ? null : text)) ?? null };
}
