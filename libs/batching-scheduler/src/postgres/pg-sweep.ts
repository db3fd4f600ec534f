import { type ClaimedBatch } from '../batch-store.port.ts';
import { type LedgerMovement } from '../model.ts';
import { moveAll } from '../movements.ts';
import { sourcesOf } from './pg-chunks.ts';
import { type PgContext, toMs, toTime } from './pg-context.ts';
import { markErrored } from './pg-transition.ts';
import { rowsOf } from './pg.port.ts';

/** Leases that ran out, the oldest first. */
export function findLost({ db, s, now }: PgContext, limit: number): Promise<readonly ClaimedBatch[]> {
  const text = `with clock as materialized (select ${now} as ms)
    select id as "batchId", attempt from ${s}.batch, clock
    where state = 'IN_FLIGHT' and lease_until <= ${toTime('clock.ms')} order by lease_until limit $1`;
  return rowsOf<ClaimedBatch>(db, text, [limit]);
}

/** Windows whose end has come. */
export async function findDueGroups({ db, s, now }: PgContext, limit: number): Promise<readonly string[]> {
  const text = `select id from ${s}.ordering_group where seal_at <= ${toTime(now)} order by seal_at limit $1`;
  return (await rowsOf<{ id: string }>(db, text, [limit])).map((row) => row.id);
}

/** Flows that have something to claim now, order within their groups not looked at. */
export async function findReadyFlows({ db, s, now }: PgContext, limit: number): Promise<readonly string[]> {
  const text = `with clock as materialized (select ${now} as ms)
    select f.id from ${s}.flow f, clock
    where f.hold_reason is null and (f.not_before is null or f.not_before <= ${toTime('clock.ms')}) and exists (
      select from ${s}.batch b join ${s}.ordering_group g on g.id = b.group_id
      where b.flow_id = f.id and b.state in ('READY', 'WAITING') and g.hold_reason is null
        and (b.state = 'READY' or b.not_before <= ${toTime('clock.ms')}))
    limit $1`;
  return (await rowsOf<{ id: string }>(db, text, [limit])).map((row) => row.id);
}

export interface Expired {
  readonly id: string;
  readonly reason: string;
}

/** When a parked batch's time is over: its own deadline, or the window counted from when it was parked. */
const IS_OVER = (retryWindow: string, nowTime: string): string => `
  coalesce(b.deadline, greatest(b.sealed_at, least(f.hold_since, g.hold_since)) + ${retryWindow} * interval '1 ms') <= ${nowTime}`;

/** Parked batches whose time is over, with the reason that they were parked for. */
export function findExpired({ db, s, now, options }: PgContext, limit: number): Promise<readonly Expired[]> {
  const text = `with clock as materialized (select ${toTime(now)} as t)
    select b.id, ${REASON} as reason from ${s}.batch b join ${s}.flow f on f.id = b.flow_id
      join ${s}.ordering_group g on g.id = b.group_id, clock
    where b.state in ('READY', 'WAITING') and (f.hold_reason is not null or g.hold_reason is not null)
      and ${IS_OVER('$2::float8', 'clock.t')} limit $1`;
  return rowsOf<Expired>(db, text, [limit, options.retryWindowMs]);
}

const REASON = `case when g.hold_since is null or f.hold_since <= g.hold_since then f.hold_reason else g.hold_reason end`;

/** Errors it, if nothing has moved it since it was found. */
export async function expire(
  context: PgContext,
  { id, reason }: Expired,
): Promise<readonly LedgerMovement[]> {
  const { db, s, now } = context;
  const text = `with locked as materialized (
      select * from ${s}.batch where id = $1 and state in ('READY', 'WAITING') for no key update skip locked)
    select b.id, ${toMs('b.created_at')} as "createdAtMs", ${now} as "nowMs" from locked b
      join ${s}.flow f on f.id = b.flow_id join ${s}.ordering_group g on g.id = b.group_id
    where (f.hold_reason is not null or g.hold_reason is not null) and ${IS_OVER('$2::float8', toTime(now))}`;
  const values = [id, context.options.retryWindowMs];
  const [batch] = await rowsOf<{ id: string; createdAtMs: number; nowMs: number }>(db, text, values);
  if (!batch) return [];
  await markErrored(context, id, reason, batch.nowMs);
  return moveAll(await sourcesOf(context, batch), 'pending', 'errored', reason);
}
