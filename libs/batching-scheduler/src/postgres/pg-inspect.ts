import { type BatchView } from '../batch-inspector.port.ts';
import { type BatchState, type Operation } from '../model.ts';
import { explainLanes, type LaneFacts, NOTHING_WAITING, type WaitingExplanation } from '../waiting.ts';
import { type PgContext, toMs } from './pg-context.ts';
import { rowsOf } from './pg.port.ts';

export const VIEW = `id as "batchId", parent_id as "parentId", flow_id as "flowId", group_id as "groupId", operation, state,
  window_no::float8 as "windowNo", items, live, attempt, failures, ${toMs('sealed_at')} as "sealedAtMs", ${toMs('settled_at')} as "settledAtMs",
  ${toMs('not_before')} as "notBeforeMs", ${toMs('deadline')} as "deadlineMs", ${toMs('lease_until')} as "leaseUntilMs",
  reason`;

export function listBatches(
  { db, s }: PgContext,
  groupId: string,
  states?: readonly BatchState[],
): Promise<readonly BatchView[]> {
  const text = `select ${VIEW} from ${s}.batch
    where group_id = $1 and ($2::text[] is null or state = any($2)) order by window_no nulls last, id`;
  return rowsOf<BatchView>(db, text, [groupId, states ?? null]);
}

interface GroupFacts {
  readonly flowId: string;
  readonly flowReason: string | null;
  readonly flowSinceMs: number | null;
  readonly groupReason: string | null;
  readonly groupSinceMs: number | null;
  readonly flowNotBeforeMs: number | null;
}

export async function explainGroup(context: PgContext, groupId: string): Promise<WaitingExplanation | null> {
  const { db, s } = context;
  const text = `select g.flow_id as "flowId", f.hold_reason as "flowReason", ${toMs('f.hold_since')} as "flowSinceMs",
      g.hold_reason as "groupReason", ${toMs('g.hold_since')} as "groupSinceMs", ${toMs('f.not_before')} as "flowNotBeforeMs"
    from ${s}.ordering_group g join ${s}.flow f on f.id = g.flow_id where g.id = $1`;
  const [group] = await rowsOf<GroupFacts>(db, text, [groupId]);
  if (!group) return null;
  return {
    groupId,
    flowId: group.flowId,
    flowHold: toHold(group.flowReason, group.flowSinceMs),
    groupHold: toHold(group.groupReason, group.groupSinceMs),
    flowNotBeforeMs: group.flowNotBeforeMs,
    lanes: explainLanes({
      ADD: await laneFacts(context, groupId, 'ADD'),
      REMOVE: await laneFacts(context, groupId, 'REMOVE'),
    }),
  };
}

function toHold(reason: string | null, sinceMs: number | null) {
  return reason === null || sinceMs === null ? null : { reason, sinceMs };
}

const UNSETTLED = `group_id = $1 and operation = $2 and state in ('READY', 'IN_FLIGHT', 'WAITING')`;

async function laneFacts({ db, s }: PgContext, groupId: string, operation: Operation): Promise<LaneFacts> {
  const values = [groupId, operation];
  const summed = `select count(*)::int as batches, coalesce(sum(items), 0)::float8 as items from ${s}.batch where ${UNSETTLED}`;
  const [sums] = await rowsOf<Pick<LaneFacts, 'batches' | 'items'>>(db, summed, values);
  if (!sums || sums.batches === 0) return NOTHING_WAITING;
  const oldest = (where: string) =>
    rowsOf<BatchView>(
      db,
      `select ${VIEW} from ${s}.batch where ${where} order by window_no, id limit 1`,
      values,
    );
  const [first = null] = await oldest(UNSETTLED);
  const [next = null] = await oldest(`${UNSETTLED} and state <> 'IN_FLIGHT'`);
  return { ...sums, first, next };
}
