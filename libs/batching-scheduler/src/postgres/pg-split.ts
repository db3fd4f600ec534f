import { type LedgerMovement } from '../model.ts';
import { addUp, countBySource, moveAll } from '../movements.ts';
import { countLive, type PackedItems } from '../packed-items.ts';
import { concatPacked, selectPacked } from '../packed-items-edit.ts';
import { halve } from '../split.ts';
import { type Transition } from '../transition.ts';
import { type ChunkPlace, clearChunks, insertChunks, readChunks } from './pg-chunks.ts';
import { type PgContext, toTime } from './pg-context.ts';
import { type SettlingBatch } from './pg-settle.ts';

/** Items of one source, on their way into another batch. */
export interface Part {
  readonly sourceId: string;
  readonly items: PackedItems;
}

/** Hands a refused batch's items to two children, and its chunks with them. */
export async function splitBatch(
  context: PgContext,
  batch: SettlingBatch,
  flowId: string,
  { reason, culpritAlone }: Transition & { state: 'SPLIT' },
): Promise<readonly LedgerMovement[]> {
  const parts = await readChunks(context, batch);
  const half = halve(concatPacked(parts.map((part) => part.items)));
  const side = (n: 0 | 1) => partition(parts, (item) => half(item) === n);
  await becomeSplit(context, batch, reason);
  const first = culpritAlone ? 'ERRORED' : 'READY'; // refused alone: no need to ask again
  return addUp([
    ...(await spawn(context, batch, { flowId, parts: side(0), state: first, reason })),
    ...(await spawn(context, batch, { flowId, parts: side(1), state: 'READY', reason })),
  ]);
}

/** The parts with those items only; `item` counts over all of them. */
export function partition<P extends Part>(
  parts: readonly P[],
  keep: (item: number, part: P, itemInPart: number) => boolean,
): readonly P[] {
  let first = 0;
  return parts
    .map((part) => {
      const start = first;
      first += part.items.count;
      return { ...part, items: selectPacked(part.items, (i) => keep(start + i, part, i)) };
    })
    .filter((part) => part.items.count > 0);
}

/** Its items go to its children. What was errored before keeps the time at which it was. */
export async function becomeSplit(context: PgContext, batch: Parent, reason: string | null): Promise<void> {
  const { db, s } = context;
  await db.query(`delete from ${s}.chunk where batch_id = $1 and created_at = ${toTime('$2')}`, [
    batch.id,
    batch.createdAtMs,
  ]);
  await db.query(
    `update ${s}.batch set state = 'SPLIT', reason = coalesce($2, reason), live = 0, lease_until = null, started_at = null,
      settled_at = coalesce(settled_at, ${toTime('$3')}) where id = $1`,
    [batch.id, reason, batch.nowMs],
  );
}

export interface Parent extends ChunkPlace {
  readonly nowMs: number;
}

interface Child {
  readonly flowId: string;
  readonly parts: readonly Part[];
  /** READY: unless it has nothing to send, then it is synced at once. */
  readonly state: 'READY' | 'ERRORED';
  readonly reason: string;
}

async function spawn(context: PgContext, parent: Parent, child: Child): Promise<readonly LedgerMovement[]> {
  const isEmpty = child.state === 'READY' && countLiveIn(child.parts) === 0;
  const place = await insertChild(context, parent, { ...child, state: isEmpty ? 'SYNCED' : child.state });
  if (isEmpty) return moveAll(await clearChunks(context, place), 'pending', 'synced');
  if (child.state === 'READY') return [];
  return moveAll(countBySource(child.parts.map(countOf)), 'pending', 'errored', child.reason);
}

const countOf = ({ sourceId, items }: Part) => ({ sourceId, count: items.count });

export function countLiveIn(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + countLive(part.items), 0);
}

/** A batch at its parent's place in the order, with some of its items. */
export async function insertChild(
  context: PgContext,
  parent: Parent,
  {
    flowId,
    parts,
    state,
  }: {
    readonly flowId: string;
    readonly parts: readonly Part[];
    readonly state: 'READY' | 'SYNCED' | 'ERRORED';
  },
): Promise<ChunkPlace> {
  const { db, s } = context;
  const { nowMs } = parent;
  const id = context.newId(nowMs);
  const items = parts.reduce((sum, part) => sum + part.items.count, 0);
  await db.query(
    `insert into ${s}.batch (id, parent_id, flow_id, group_id, operation, state, window_no, origin_no, items, live, bytes,
        is_full, failures, created_at, sealed_at, deadline, settled_at, reason)
      select $2, id, $3, group_id, operation, $4::text, window_no, origin_no, $5::int, $6::int,
        bytes * $5::int / greatest(items, 1), true, failures, ${toTime('$7')}, sealed_at, deadline,
        case when $4::text <> 'READY' then settled_at end, reason
      from ${s}.batch where id = $1`,
    [parent.id, id, flowId, state, items, countLiveIn(parts), nowMs],
  );
  await insertChunks(context, parts.map((part) => ({ ...part, batchId: id, createdAtMs: nowMs }))); // prettier-ignore
  return { id, createdAtMs: nowMs };
}
