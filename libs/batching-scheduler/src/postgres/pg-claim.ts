import { type ClaimedBatch } from '../batch-store.port.ts';
import { type PgContext, toMs, toTime } from './pg-context.ts';
import { rowsOf } from './pg.port.ts';

export interface FlowRow {
  readonly id: string;
  readonly isHeld: boolean;
  readonly notBeforeMs: number | null;
  readonly nowMs: number;
}

/** Every claim of a flow goes through its row, one after the other: so the limits hold, and none misses what another freed. */
export async function lockFlow({ db, s, now }: PgContext, flowId: string): Promise<FlowRow | null> {
  const text = `with locked as materialized (select * from ${s}.flow where id = $1 for no key update)
    select id, hold_reason is not null as "isHeld", ${toMs('not_before')} as "notBeforeMs", ${now} as "nowMs" from locked`;
  return (await rowsOf<FlowRow>(db, text, [flowId]))[0] ?? null;
}

/** In a statement after the one that locked the flow: that one, had it waited, would count what it saw before. */
export async function countInFlight({ db, s }: PgContext, flowId: string): Promise<number> {
  return (await rowsOf<{ n: number }>(db, `select ${IN_FLIGHT(s)} as n`, [flowId]))[0]?.n ?? 0;
}

const IN_FLIGHT = (s: string): string =>
  `(select count(*)::int from ${s}.batch where flow_id = $1 and state = 'IN_FLIGHT')`;

export function mayLeave(flow: FlowRow, slackMs: number): boolean {
  return !flow.isHeld && (flow.notBeforeMs ?? 0) <= flow.nowMs + slackMs;
}

export async function claimBatches(
  context: PgContext,
  flowId: string,
  limit: number,
): Promise<readonly ClaimedBatch[]> {
  const { db, s, options, slackMs } = context;
  const flow = await lockFlow(context, flowId);
  if (!flow || !mayLeave(flow, slackMs)) return [];
  const { maxInFlightPerFlow, maxInFlightPerGroup, claimLeaseMs, leaseMs } = options;
  const leaseUntilMs = flow.nowMs + Math.min(claimLeaseMs, leaseMs);
  const now = [flow.nowMs + slackMs, leaseUntilMs, flow.nowMs];
  return rowsOf<ClaimedBatch>(db, CLAIM(s), [flowId, limit, maxInFlightPerGroup, ...now, maxInFlightPerFlow]);
}

/** The oldest unsettled batch of an operation: nothing opposite that is younger may leave. */
const oldest = (s: string, operation: string): string => `coalesce((select min(o.window_no) from ${s}.batch o
  where o.group_id = c.id and o.operation = '${operation}' and o.state in ('READY', 'IN_FLIGHT', 'WAITING')), 9223372036854775807)`;

const ready = (s: string, operation: string, opposite: string): string => `
  select r.id, r.window_no from ${s}.batch r
  where r.group_id = c.id and r.operation = '${operation}' and r.state = 'READY' and r.window_no <= ${oldest(s, opposite)}
  order by r.window_no, r.id limit $3`;

/** It was free to go before it failed, and stays so. */
const due = (s: string): string => `
  select w.id, w.window_no from ${s}.batch w
  where w.group_id = c.id and w.state = 'WAITING' and w.not_before <= ${toTime('$4')} order by w.not_before limit $3`;

/**
 * Parameters: flow, batches wanted, in flight of a group at most, now, end of the lease, now again for the turn, in flight of the
 * flow at most. `places` are free.
 * `active` walks the index from group to group, so a deep backlog costs no more than a shallow one; `candidate` puts the
 * groups with room in fairness order; `served` are the first of them that have something to send, as many as there are places,
 * for no other could come before these; `picked` takes their next batches in window order and ranks each by how many of its
 * group would then be in flight.
 */
const CLAIM = (s: string): string => `
with recursive places as materialized (
  select greatest(0, least($2, $7 - ${IN_FLIGHT(s)})) as free
), active (id) as (
  (select b.group_id from ${s}.batch b where b.flow_id = $1 and b.state in ('READY', 'WAITING') order by b.group_id limit 1)
  union all
  select following.group_id from active a cross join lateral (
    select b.group_id from ${s}.batch b
    where b.flow_id = $1 and b.state in ('READY', 'WAITING') and b.group_id > a.id order by b.group_id limit 1) following
), candidate as materialized (
  select g.id, flying.n as flying, case when g.serialize then 1 else $3 end - flying.n as room, t.served_at
  from active a join ${s}.ordering_group g on g.id = a.id
  cross join lateral (
    select count(*)::int as n from ${s}.batch f where f.group_id = g.id and f.state = 'IN_FLIGHT') flying
  left join ${s}.group_turn t on t.group_id = g.id
  where g.hold_reason is null and flying.n < case when g.serialize then 1 else $3 end
  order by flying.n, t.served_at nulls first, g.id
), served as materialized (
  select c.* from candidate c
  where exists (${ready(s, 'ADD', 'REMOVE')}) or exists (${ready(s, 'REMOVE', 'ADD')}) or exists (${due(s)})
  limit (select free from places)
), picked as (
  select next.id, c.id as group_id, c.flying + next.place as rank, c.served_at
  from served c cross join lateral (
    select n.id, row_number() over (order by n.window_no, n.id)::int as place
    from ((${ready(s, 'ADD', 'REMOVE')}) union all (${ready(s, 'REMOVE', 'ADD')}) union all (${due(s)})) n
    order by place limit c.room
  ) next
  order by rank, served_at nulls first, group_id limit (select free from places)
), locked as (
  select b.id from ${s}.batch b where b.id in (select id from picked) and b.state in ('READY', 'WAITING')
  for no key update skip locked
), leased as (
  update ${s}.batch b set state = 'IN_FLIGHT', attempt = b.attempt + 1, lease_until = ${toTime('$5')}, not_before = null
  from locked l where b.id = l.id returning b.id, b.group_id, b.attempt
), turn as (
  insert into ${s}.group_turn (group_id, served_at) select distinct group_id, ${toTime('$6')} from leased
  on conflict (group_id) do update set served_at = excluded.served_at
)
select leased.id as "batchId", leased.attempt from leased join picked using (id)
order by picked.rank, picked.served_at nulls first, leased.group_id`;
