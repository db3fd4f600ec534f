import { type GroupRequests } from '../append-groups.ts';
import { type PgContext, toMs } from './pg-context.ts';
import { rowsOf } from './pg.port.ts';

export interface GroupRow {
  readonly id: string;
  readonly flowId: string;
  readonly nextWindowNo: number;
  readonly windowId: string | null;
  readonly sealAtMs: number | null;
  readonly mixed: boolean;
  /** The store's clock, read once the row was locked. */
  readonly nowMs: number;
}

/** Locks groups, in id order everywhere, so that two writers never wait for each other. */
export async function lockGroups(
  { db, s, now }: PgContext,
  ids: readonly string[],
): Promise<readonly GroupRow[]> {
  const text = `with locked as materialized (
      select * from ${s}.ordering_group where id = any($1) order by id for no key update)
    select id, flow_id as "flowId", next_window_no::float8 as "nextWindowNo", window_id as "windowId",
      ${toMs('seal_at')} as "sealAtMs", mixed, ${now} as "nowMs" from locked`;
  return rowsOf<GroupRow>(db, text, [ids]);
}

/** The same, and makes those that are new. */
export async function lockOrMakeGroups(
  context: PgContext,
  groups: readonly GroupRequests[],
): Promise<readonly GroupRow[]> {
  const ids = groups.map((group) => group.groupId);
  const known = await lockGroups(context, ids);
  if (known.length === groups.length) return known;
  const seen = new Set(known.map((row) => row.id));
  await makeGroups(context, groups.filter((group) => !seen.has(group.groupId))); // prettier-ignore
  return lockGroups(context, ids);
}

async function makeGroups({ db, s }: PgContext, groups: readonly GroupRequests[]): Promise<void> {
  const flowIds = groups.map((group) => group.flowId);
  await makeFlows({ db, s }, flowIds);
  await db.query(
    `insert into ${s}.ordering_group (id, flow_id)
      select g.id, g.flow_id from unnest($1::text[], $2::text[]) as g (id, flow_id) order by g.id collate "C"
      on conflict (id) do nothing`,
    [groups.map((group) => group.groupId), flowIds],
  );
}

export async function makeFlows(
  { db, s }: Pick<PgContext, 'db' | 's'>,
  ids: readonly string[],
): Promise<void> {
  await db.query(
    `insert into ${s}.flow (id) select distinct id collate "C" from unnest($1::text[]) as f (id) order by 1
      on conflict (id) do nothing`,
    [ids],
  );
}

/** Everything that is not in flight goes with its group; what is in flight speaks of the flow that it went through. */
export async function moveToFlow({ db, s }: PgContext, groupId: string, flowId: string): Promise<boolean> {
  await makeFlows({ db, s }, [flowId]);
  await db.query(`update ${s}.ordering_group set flow_id = $2 where id = $1`, [groupId, flowId]);
  const moved = await rowsOf<{ state: string }>(
    db,
    `update ${s}.batch set flow_id = $2 where group_id = $1 and state in ('OPEN', 'READY', 'WAITING') returning state`,
    [groupId, flowId],
  );
  return moved.some((batch) => batch.state !== 'OPEN');
}

/**
 * The flow that a batch's group belongs to now, kept from changing: whatever comes back from being in flight joins it there.
 * Before the batch itself is locked, as everywhere: flow, then group, then batch.
 */
export async function lockGroupOf(
  { db, s }: PgContext,
  batchId: string,
  strength: 'share' | 'no key update' = 'share',
): Promise<string | null> {
  const text = `select g.flow_id as "flowId" from ${s}.ordering_group g
    where g.id = (select group_id from ${s}.batch where id = $1) for ${strength}`;
  return (await rowsOf<{ flowId: string }>(db, text, [batchId]))[0]?.flowId ?? null;
}
