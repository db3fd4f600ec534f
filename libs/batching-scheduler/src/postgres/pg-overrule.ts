import { type LedgerMovement } from '../model.ts';
import { moveAll } from '../movements.ts';
import { countLive } from '../packed-items.ts';
import { keyAt, strikeKeys } from '../packed-items-edit.ts';
import { type ChunkPlace, clearChunks, readChunks, updateKeys } from './pg-chunks.ts';
import { type PgContext, toMs, toTime } from './pg-context.ts';
import { type SettlingBatch } from './pg-settle.ts';
import { rowsOf } from './pg.port.ts';

const KINDS = {
  errored: `o.state = 'ERRORED' and o.purged_at is null`,
  redriven: `o.state = 'READY' and o.origin_no <> o.window_no`,
} as const;

/** Batches of the opposite operation, said before `batch`, whose words have not been written: errored, or redriven since. */
export function overruledBy(s: string, batch: string, kind: keyof typeof KINDS): string {
  return `select o.id, o.state, o.created_at from ${s}.batch o where o.group_id = ${batch}.group_id
    and o.operation = case ${batch}.operation when 'ADD' then 'REMOVE' else 'ADD' end
    and ${KINDS[kind]} and o.origin_no < ${batch}.origin_no`;
}

interface OverruledRow extends ChunkPlace {
  readonly state: 'ERRORED' | 'READY';
}

/**
 * What is written now strikes its keys from them, so that bringing them back later cannot undo a later word. A redriven
 * one that is left with nothing to send is settled at once.
 */
export async function overrule(context: PgContext, batch: SettlingBatch): Promise<readonly LedgerMovement[]> {
  const written = await keysOf(context, batch);
  const movements: LedgerMovement[] = [];
  for (const other of await lockOverruled(context, batch.id))
    movements.push(...(await strikeFrom(context, other, written, batch.nowMs)));
  return movements;
}

async function lockOverruled({ db, s }: PgContext, batchId: string): Promise<readonly OverruledRow[]> {
  const of = (kind: keyof typeof KINDS) => `select id from (${overruledBy(s, 'b', kind)}) found`;
  const text = `select x.id, x.state, ${toMs('x.created_at')} as "createdAtMs" from ${s}.batch b, ${s}.batch x
    where b.id = $1 and (x.id in (${of('errored')}) or x.id in (${of('redriven')}))
      and x.state in ('ERRORED', 'READY') order by x.id for no key update of x`;
  return rowsOf<OverruledRow>(db, text, [batchId]);
}

async function keysOf(context: PgContext, batch: ChunkPlace): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const { items } of await readChunks(context, batch))
    for (let k = 0; k < items.keyTags.length; k++) keys.add(keyAt(items, k));
  return keys;
}

async function strikeFrom(
  context: PgContext,
  other: OverruledRow,
  written: ReadonlySet<string>,
  nowMs: number,
): Promise<readonly LedgerMovement[]> {
  let live = 0;
  let changed = false;
  for (const chunk of await readChunks(context, other)) {
    const items = strikeKeys(chunk.items, (key) => written.has(keyAt(chunk.items, key)));
    live += countLive(items);
    if (items === chunk.items) continue;
    changed = true;
    await updateKeys(context, { ...chunk, items }, other.createdAtMs);
  }
  if (!changed) return [];
  const isDone = other.state === 'READY' && live === 0;
  await context.db.query(
    `update ${context.s}.batch set live = $2, state = case when $3 then 'SYNCED' else state end,
      settled_at = case when $3 then ${toTime('$4')} else settled_at end where id = $1`,
    [other.id, live, isDone, nowMs],
  );
  return isDone ? moveAll(await clearChunks(context, other), 'pending', 'synced') : [];
}
