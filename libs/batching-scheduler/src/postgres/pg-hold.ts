import { type HoldScope } from '../batch-store.port.ts';
import { type PgContext, toTime } from './pg-context.ts';
import { makeFlows } from './pg-groups.ts';
import { rowsOf } from './pg.port.ts';

/** A person's word replaces an earlier reason; parked since stays. A flow may be held before it has carried anything. */
export async function hold(context: PgContext, scope: HoldScope, reason: string): Promise<void> {
  const { db, s, now } = context;
  if ('flowId' in scope) await makeFlows(context, [scope.flowId]);
  const { table, id } = rowOf(scope);
  await db.query(
    `update ${s}.${table} set hold_reason = $2, hold_since = coalesce(hold_since, ${toTime(now)}) where id = $1`,
    [id, reason],
  );
}

/** Answers the flow to dispatch, when there was such a hold. Attempts in flight that began before cannot park it again. */
export async function resume(
  { db, s, now }: PgContext,
  scope: HoldScope,
  reason?: string,
): Promise<readonly string[]> {
  const { table, id, flow } = rowOf(scope);
  const text = `with held as materialized (
      select id, hold_reason is not null and ($2::text is null or hold_reason = $2) as lifts
      from ${s}.${table} where id = $1 for no key update)
    update ${s}.${table} r set resumed_at = ${toTime(now)}, hold_reason = case when held.lifts then null else r.hold_reason end,
      hold_since = case when held.lifts then null else r.hold_since end
    from held where r.id = held.id returning r.${flow} as flow, held.lifts`;
  const rows = await rowsOf<{ flow: string; lifts: boolean }>(db, text, [id, reason ?? null]);
  return rows.filter((row) => row.lifts).map((row) => row.flow);
}

/** The scope was resumed after this attempt began: what it says about needing a person may be mended by now. */
export async function isResumedSince({ db, s }: PgContext, scope: HoldScope, ms: number): Promise<boolean> {
  const { table, id } = rowOf(scope);
  const text = `select resumed_at > ${toTime('$2')} as resumed from ${s}.${table} where id = $1`;
  return (await rowsOf<{ resumed: boolean | null }>(db, text, [id, ms]))[0]?.resumed ?? false;
}

function rowOf(scope: HoldScope): { readonly table: string; readonly id: string; readonly flow: string } {
  return 'flowId' in scope
    ? { table: 'flow', id: scope.flowId, flow: 'id' }
    : { table: 'ordering_group', id: scope.groupId, flow: 'flow_id' };
}
