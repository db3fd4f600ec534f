import { type ClaimedBatch } from '../batch-store.port.ts';
import { type LeasedBatch, type Operation } from '../model.ts';
import { concatPacked } from '../packed-items-edit.ts';
import { readChunks } from './pg-chunks.ts';
import { countInFlight, lockFlow, mayLeave } from './pg-claim.ts';
import { type PgContext, toMs, toTime } from './pg-context.ts';
import { lockGroupOf } from './pg-groups.ts';
import { rowsOf } from './pg.port.ts';

interface BeginRow {
  readonly state: string;
  readonly attempt: number;
  readonly flowId: string;
  readonly isHeld: boolean;
  readonly groupInFlight: number;
  readonly serialize: boolean;
}

/** What nearly always happens, in one statement: it was claimed for this attempt, and nobody has begun. */
export function leaseClaimed(context: PgContext, batch: ClaimedBatch): Promise<LeasedBatch | null> {
  const { s } = context;
  const isHeld = `exists (select from ${s}.flow f where f.id = b.flow_id and f.hold_reason is not null)
    or exists (select from ${s}.ordering_group g where g.id = b.group_id and g.hold_reason is not null)`;
  return lease(context, batch, `${CLAIMED} and not (${isHeld})`);
}

/** What else may be: it is held and goes back, or it waited and is due. */
export async function beginOtherwise(context: PgContext, batch: ClaimedBatch): Promise<LeasedBatch | null> {
  const seen = await look(context, batch.batchId);
  if (seen?.state === 'IN_FLIGHT') return seen.isHeld ? giveBack(context, batch) : null;
  const isNext = seen?.state === 'WAITING' && seen.attempt + 1 === batch.attempt;
  if (!isNext || !(await hasRoom(context, seen, batch.batchId))) return null;
  const due = `b.state = 'WAITING' and b.attempt = $2 - 1 and b.not_before <= ${toTime(`(clock.ms + ${context.slackMs})`)}`;
  return lease(context, batch, due);
}

/** Whoever comes twice, or late, finds another state or attempt. */
const CLAIMED = `b.state = 'IN_FLIGHT' and b.attempt = $2 and b.started_at is null`;

async function look({ db, s }: PgContext, batchId: string): Promise<BeginRow | undefined> {
  const text = `select b.state, b.attempt, b.flow_id as "flowId", g.serialize,
      f.hold_reason is not null or g.hold_reason is not null as "isHeld",
      (select count(*)::int from ${s}.batch o where o.group_id = b.group_id and o.state = 'IN_FLIGHT') as "groupInFlight"
    from ${s}.batch b join ${s}.ordering_group g on g.id = b.group_id join ${s}.flow f on f.id = b.flow_id
    where b.id = $1`;
  return (await rowsOf<BeginRow>(db, text, [batchId]))[0];
}

/** The same limits as a claim, under the same lock. */
async function hasRoom(context: PgContext, { flowId }: BeginRow, batchId: string): Promise<boolean> {
  const { options, slackMs } = context;
  const flow = await lockFlow(context, flowId);
  if (!flow || !mayLeave(flow, slackMs)) return false;
  if ((await countInFlight(context, flowId)) >= options.maxInFlightPerFlow) return false;
  const now = await look(context, batchId);
  if (!now || now.isHeld) return false;
  return now.groupInFlight < (now.serialize ? 1 : options.maxInFlightPerGroup);
}

async function giveBack(context: PgContext, { batchId, attempt }: ClaimedBatch): Promise<null> {
  const { db, s } = context;
  const flowId = await lockGroupOf(context, batchId);
  const text = `update ${s}.batch b set state = 'READY', lease_until = null, flow_id = $3 where b.id = $1 and ${CLAIMED}`;
  await db.query(text, [batchId, attempt, flowId]);
  return null;
}

interface LeaseRow extends Omit<LeasedBatch, 'items'> {
  readonly operation: Operation;
  readonly createdAtMs: number;
}

async function lease(
  context: PgContext,
  { batchId, attempt }: ClaimedBatch,
  guard: string,
): Promise<LeasedBatch | null> {
  const { db, s, now, options } = context;
  const text = `with clock as materialized (select ${now} as ms)
    update ${s}.batch b set state = 'IN_FLIGHT', attempt = $2, not_before = null, started_at = ${toTime('clock.ms')},
      lease_until = ${toTime('(clock.ms + $3)')}
    from clock where b.id = $1 and ${guard}
    returning b.id as "batchId", b.attempt, b.flow_id as "flowId", b.group_id as "groupId", b.operation,
      ${toMs('b.sealed_at')} as "sealedAtMs", ${toMs('b.lease_until')} as "leaseUntilMs", ${toMs('b.deadline')} as "deadlineMs",
      ${toMs('b.created_at')} as "createdAtMs"`;
  const [row] = await rowsOf<LeaseRow>(db, text, [batchId, attempt, options.leaseMs]);
  if (!row) return null;
  const { createdAtMs, ...leased } = row;
  const chunks = await readChunks(context, { id: batchId, createdAtMs });
  return { ...leased, items: concatPacked(chunks.map((chunk) => chunk.items)) };
}
