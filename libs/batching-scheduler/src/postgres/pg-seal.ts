import { type SealResult } from '../batch-store.port.ts';
import { type GroupWindow } from '../append-plan.ts';
import { type LedgerMovement } from '../model.ts';
import { addUp, moveAll } from '../movements.ts';
import { type EndingBatch, isSealedAtEnd, windowAfter } from '../window-end.ts';
import { clearChunks } from './pg-chunks.ts';
import { type PgContext, toMs, toTime } from './pg-context.ts';
import { type GroupRow, lockGroups } from './pg-groups.ts';
import { resolveWindow } from './pg-resolve.ts';
import { rowsOf } from './pg.port.ts';

export interface OpenRow extends EndingBatch {
  /** The batch's id, as a place of chunks has it. */
  readonly id: string;
  readonly createdAtMs: number;
}

/** Ends a group's window when it is due: resolves it when it holds both operations, and gives what leaves one number. */
export async function sealGroup(context: PgContext, groupId: string): Promise<SealResult | null> {
  const [group] = await lockGroups(context, [groupId]);
  if (!group || group.sealAtMs === null || group.sealAtMs > group.nowMs + context.slackMs) return null;
  const open = await readOpen(context, groupId);
  const lost = group.mixed ? await resolveWindow(context, open) : new Map<string, number>();
  const left = open.map((batch) => ({ ...batch, live: batch.live - (lost.get(batch.id) ?? 0) }));
  const { flushIntervalMs } = context.options;
  const isLeaving = (batch: OpenRow) => isSealedAtEnd(batch, group.nowMs + context.slackMs, flushIntervalMs);
  const sealed = left.filter(isLeaving);
  await sealBatches(context, group, sealed);
  const kept = left.filter((batch) => !isLeaving(batch));
  const window = windowAfter(kept, group.nextWindowNo + 1, () => context.newId(group.nowMs), flushIntervalMs);
  await writeWindow(context, groupId, window);
  const empty = sealed.filter((batch) => batch.live === 0);
  const movements: LedgerMovement[] = [];
  for (const batch of empty)
    movements.push(...moveAll(await clearChunks(context, batch), 'pending', 'synced'));
  const { windowId, sealAtMs } = window;
  const opened = windowId !== null && sealAtMs !== null ? [{ groupId, windowId, sealAtMs }] : [];
  return { flowId: group.flowId, ready: sealed.length - empty.length, opened, movements: addUp(movements) };
}

function readOpen({ db, s }: PgContext, groupId: string): Promise<readonly OpenRow[]> {
  const text = `select id, id as "batchId", operation, items, live, bytes::float8 as bytes, is_full as "isFull",
      ${toMs('created_at')} as "createdAtMs", ${toMs('created_at')} as "openedAtMs"
    from ${s}.batch where group_id = $1 and state = 'OPEN'`;
  return rowsOf<OpenRow>(db, text, [groupId]);
}

/** What was left with nothing to send is settled as it is. */
async function sealBatches(
  { db, s }: PgContext,
  { nextWindowNo, nowMs }: GroupRow,
  sealed: readonly OpenRow[],
): Promise<void> {
  await db.query(
    `update ${s}.batch set state = case when live = 0 then 'SYNCED' else 'READY' end,
      window_no = $2, origin_no = $2, sealed_at = ${toTime('$3')}, is_full = true,
      settled_at = case when live = 0 then ${toTime('$3')} end
    where id = any($1::uuid[])`,
    [sealed.map((batch) => batch.id), nextWindowNo, nowMs],
  );
}

async function writeWindow({ db, s }: PgContext, groupId: string, window: GroupWindow): Promise<void> {
  await db.query(
    `update ${s}.ordering_group set next_window_no = $2, window_id = $3, seal_at = ${toTime('$4')}, mixed = $5
      where id = $1`,
    [groupId, window.nextWindowNo, window.windowId, window.sealAtMs, window.mixed],
  );
}
