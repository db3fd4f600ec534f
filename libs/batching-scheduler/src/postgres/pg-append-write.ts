import { type GroupPlan } from './pg-append.ts';
import { CHUNKS_PER_STATEMENT, chunkValues, insertChunks, INSERTED, type NewChunk } from './pg-chunks.ts';
import { type PgContext, toTime } from './pg-context.ts';

/** Batches, groups and chunks in one statement. Only very many chunks take more. */
export async function writeAppend(context: PgContext, plans: readonly GroupPlan[]): Promise<void> {
  const { db, s } = context;
  const chunks = plans.flatMap(newChunks);
  const batches = JSON.stringify(plans.flatMap(batchRows));
  const groups = JSON.stringify(plans.filter(isWindowMoved).map(groupRow));
  const first = chunkValues(chunks.slice(0, CHUNKS_PER_STATEMENT), 2);
  await db.query(
    `with batches as (${upsertBatches(s)}), groups as (${updateGroups(s)})
      insert into ${s}.chunk (${INSERTED}) values ${first.text}`,
    [batches, groups, ...first.values],
  );
  await insertChunks(context, chunks.slice(CHUNKS_PER_STATEMENT));
}

function newChunks({ plan, group, createdAtMs }: GroupPlan): readonly NewChunk[] {
  return plan.pieces.map((piece) => ({
    ...piece,
    createdAtMs: createdAtMs.get(piece.batchId) ?? group.nowMs,
  }));
}

function batchRows({ plan, group, flowId, createdAtMs }: GroupPlan): readonly object[] {
  return plan.batches.map((batch) => ({
    id: batch.batchId,
    flow_id: flowId,
    group_id: group.id,
    operation: batch.operation,
    state: batch.windowNo === null ? 'OPEN' : batch.live > 0 ? 'READY' : 'SYNCED',
    window_no: batch.windowNo,
    items: batch.items,
    live: batch.live,
    bytes: batch.bytes,
    is_full: batch.isFull,
    created_ms: createdAtMs.get(batch.batchId) ?? group.nowMs,
    sealed_ms: batch.windowNo === null ? null : group.nowMs,
  }));
}

function isWindowMoved({ plan: { window }, group }: GroupPlan): boolean {
  const fields = ['nextWindowNo', 'windowId', 'sealAtMs', 'mixed'] as const;
  return fields.some((field) => window[field] !== group[field]);
}

function groupRow({ plan: { window }, group }: GroupPlan): object {
  const { nextWindowNo: next_window_no, windowId: window_id, sealAtMs: seal_ms, mixed } = window;
  return { id: group.id, next_window_no, window_id, seal_ms, mixed };
}

const upsertBatches = (s: string): string => `
  insert into ${s}.batch (id, flow_id, group_id, operation, state, window_no, origin_no, items, live, bytes, is_full,
    created_at, sealed_at, settled_at)
  select id, flow_id, group_id, operation, state, window_no, window_no, items, live, bytes, is_full,
    ${toTime('created_ms')}, ${toTime('sealed_ms')}, case when state = 'SYNCED' then ${toTime('sealed_ms')} end
  from jsonb_to_recordset($1::jsonb) as b (id uuid, flow_id text, group_id text, operation text, state text,
    window_no bigint, items int, live int, bytes bigint, is_full boolean, created_ms float8, sealed_ms float8)
  on conflict (id) do update set state = excluded.state, window_no = excluded.window_no, origin_no = excluded.origin_no,
    items = excluded.items, live = excluded.live, bytes = excluded.bytes, is_full = excluded.is_full,
    sealed_at = excluded.sealed_at, settled_at = excluded.settled_at`;

const updateGroups = (s: string): string => `
  update ${s}.ordering_group g
  set next_window_no = w.next_window_no, window_id = w.window_id, seal_at = ${toTime('w.seal_ms')}, mixed = w.mixed
  from jsonb_to_recordset($2::jsonb) as w (id text, next_window_no bigint, window_id uuid, seal_ms float8, mixed boolean)
  where g.id = w.id`;
