import { type RedriveFilter, type SweepResult } from '../batch-store.port.ts';
import { type LedgerMovement, type Operation } from '../model.ts';
import { addUp, moveAll } from '../movements.ts';
import { type ChunkRow, clearChunks, readChunks, sourcesOf } from './pg-chunks.ts';
import { type PgContext, toMs, toTime } from './pg-context.ts';
import { type GroupRow, lockGroups } from './pg-groups.ts';
import { becomeSplit, countLiveIn, insertChild, partition } from './pg-split.ts';
import { rowsOf } from './pg.port.ts';

/** Brings errored batches back, or the chosen items of them; oldest word first, group by group. */
export async function redriveAll(context: PgContext, filter: RedriveFilter): Promise<SweepResult> {
  const groups = await lockGroups(context, await groupsToRedrive(context, filter));
  const flowIds = new Set<string>();
  const movements: LedgerMovement[] = [];
  for (const group of groups) {
    const moved = await redriveGroup(context, group, filter);
    if (moved.length > 0) flowIds.add(group.flowId);
    movements.push(...moved);
  }
  return { flowIds: [...flowIds], dueGroupIds: [], expiredLeases: 0, movements: addUp(movements) };
}

/** Errored batches that hold a chosen item. */
const CHOSEN = (
  s: string,
): string => `b.state = 'ERRORED' and b.purged_at is null and ($1::text is null or b.group_id = $1)
  and ($2::text is null or b.reason = $2) and exists (
    select from ${s}.chunk c where c.batch_id = b.id and c.created_at = b.created_at
      and ($3::text is null or c.source_id = $3) and ($4::text[] is null or c.ids && $4))`;

const parameters = ({ groupId, reason, sourceId, itemIds }: RedriveFilter): unknown[] => [
  groupId ?? null,
  reason ?? null,
  sourceId ?? null,
  itemIds ?? null,
];

async function groupsToRedrive({ db, s }: PgContext, filter: RedriveFilter): Promise<readonly string[]> {
  const text = `select distinct b.group_id as id from ${s}.batch b where ${CHOSEN(s)}`;
  return (await rowsOf<{ id: string }>(db, text, parameters(filter))).map((row) => row.id);
}

interface ErroredRow {
  readonly id: string;
  readonly operation: Operation;
  readonly live: number;
  readonly originNo: number;
  readonly createdAtMs: number;
  readonly reason: string;
}

async function redriveGroup(
  context: PgContext,
  group: GroupRow,
  filter: RedriveFilter,
): Promise<readonly LedgerMovement[]> {
  const { db, s } = context;
  // Locked by id, as settling does that strikes from them; brought back in the order in which they were said.
  const text = `select b.id, b.operation, b.live, b.origin_no::float8 as "originNo", ${toMs('b.created_at')} as "createdAtMs", b.reason
    from ${s}.batch b where ${CHOSEN(s)} and b.group_id = $5 order by b.id for no key update of b`;
  const found = await rowsOf<ErroredRow>(db, text, [...parameters(filter), group.id]);
  const errored = found.toSorted((a, b) => a.originNo - b.originNo);
  const movements: LedgerMovement[] = [];
  let windowNo = group.nextWindowNo;
  for (const batch of errored) {
    const chosen = await takeChosen(context, group, batch, filter);
    movements.push(...(await bringBack(context, group, chosen, windowNo++)));
  }
  if (errored.length > 0)
    await db.query(`update ${s}.ordering_group set next_window_no = $2 where id = $1`, [group.id, windowNo]);
  return movements;
}

/** The batch itself when all of it is chosen; else it is split: a child with the chosen items, and one that stays errored. */
async function takeChosen(
  context: PgContext,
  { nowMs, flowId }: GroupRow,
  batch: ErroredRow,
  { sourceId, itemIds }: RedriveFilter,
): Promise<ErroredRow> {
  if (sourceId === undefined && !itemIds) return batch;
  const ids = itemIds && new Set(itemIds);
  const isChosen = (chunk: ChunkRow, i: number) =>
    (sourceId === undefined || chunk.sourceId === sourceId) && (!ids || ids.has(chunk.items.ids[i] ?? ''));
  const chunks = await readChunks(context, batch);
  const others = partition(chunks, (_, chunk, i) => !isChosen(chunk, i));
  if (others.length === 0) return batch;
  const chosen = partition(chunks, (_, chunk, i) => isChosen(chunk, i));
  const parent = { ...batch, nowMs };
  await becomeSplit(context, parent, null);
  await insertChild(context, parent, { flowId, parts: others, state: 'ERRORED' });
  const place = await insertChild(context, parent, { flowId, parts: chosen, state: 'ERRORED' });
  return { ...batch, ...place, live: countLiveIn(chosen) };
}

/** A new place in the order of leaving; its words keep the place in which they were said (`origin_no`). */
async function bringBack(
  context: PgContext,
  group: GroupRow,
  batch: ErroredRow,
  windowNo: number,
): Promise<readonly LedgerMovement[]> {
  const { db, s } = context;
  const isEmpty = batch.live === 0;
  await db.query(
    `update ${s}.batch set state = $2::text, window_no = $3, flow_id = $4, sealed_at = ${toTime('$5')}, failures = 0, deadline = null,
      reason = null, settled_at = case when $2::text = 'SYNCED' then ${toTime('$5')} end where id = $1`,
    [batch.id, isEmpty ? 'SYNCED' : 'READY', windowNo, group.flowId, group.nowMs],
  );
  const sources = isEmpty ? await clearChunks(context, batch) : await sourcesOf(context, batch);
  return moveAll(sources, 'errored', isEmpty ? 'synced' : 'pending', batch.reason);
}
