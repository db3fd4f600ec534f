import { type AttemptOutcome, type LedgerMovement } from '../model.ts';
import { moveAll } from '../movements.ts';
import { type HoldOrder, type LeaseLost, type Transition } from '../transition.ts';
import { attemptValues, insertAttempt, recordAttempt } from './pg-attempts.ts';
import { clearChunks, sourcesOf } from './pg-chunks.ts';
import { type PgContext, toTime } from './pg-context.ts';
import { overrule } from './pg-overrule.ts';
import { type SettlingBatch } from './pg-settle.ts';
import { splitBatch } from './pg-split.ts';

/** Carries a transition out. The batch is locked, and so is what else the outcome may change. */
export async function applyTransition(
  context: PgContext,
  batch: SettlingBatch,
  groupFlowId: string,
  transition: Transition,
  outcome: AttemptOutcome | LeaseLost,
): Promise<readonly LedgerMovement[]> {
  if (transition.state === 'SYNCED') return synced(context, batch, outcome);
  await recordAttempt(context, batch, outcome);
  switch (transition.state) {
    case 'ERRORED':
      return errored(context, batch, transition);
    case 'WAITING':
      return waiting(context, batch, groupFlowId, transition);
    case 'READY':
      return givenBack(context, batch, groupFlowId, transition);
    case 'SPLIT':
      return splitBatch(context, batch, groupFlowId, transition);
  }
}

const LANDED = 'lease_until = null, started_at = null, not_before = null';

/** The usual end, in as few statements as can be. */
async function synced(
  context: PgContext,
  batch: SettlingBatch,
  outcome: AttemptOutcome | LeaseLost,
): Promise<readonly LedgerMovement[]> {
  const { db, s } = context;
  const overruled = batch.mayOverrule ? await overrule(context, batch) : [];
  const sources = await clearChunks(context, batch);
  await db.query(
    `with tried as (${insertAttempt(s)})
      update ${s}.batch set state = 'SYNCED', live = 0, settled_at = ${toTime('$4')}, ${LANDED} where id = $1`,
    attemptValues(batch, outcome),
  );
  return [...overruled, ...moveAll(sources, 'pending', 'synced')];
}

async function errored(
  context: PgContext,
  batch: SettlingBatch,
  { reason, hold }: Transition & { state: 'ERRORED' },
): Promise<readonly LedgerMovement[]> {
  if (hold) await holdFor(context, batch, hold);
  await markErrored(context, batch.id, reason, batch.nowMs);
  return moveAll(await sourcesOf(context, batch), 'pending', 'errored', reason);
}

export async function markErrored(
  { db, s }: PgContext,
  id: string,
  reason: string,
  nowMs: number,
): Promise<void> {
  await db.query(
    `update ${s}.batch set state = 'ERRORED', reason = $2, settled_at = ${toTime('$3')}, ${LANDED} where id = $1`,
    [id, reason, nowMs],
  );
}

async function waiting(
  { db, s }: PgContext,
  batch: SettlingBatch,
  flowId: string,
  to: Transition & { state: 'WAITING' },
): Promise<readonly LedgerMovement[]> {
  await db.query(
    `update ${s}.batch set state = 'WAITING', lease_until = null, started_at = null, not_before = ${toTime('$2')},
      deadline = ${toTime('$3')}, failures = $4, reason = $5, flow_id = $6 where id = $1`,
    [batch.id, to.notBeforeMs, to.deadlineMs, to.failures, to.reason, flowId],
  );
  if (to.serialize)
    await db.query(`update ${s}.ordering_group set serialize = true where id = $1`, [batch.groupId]);
  return [];
}

async function givenBack(
  context: PgContext,
  batch: SettlingBatch,
  flowId: string,
  to: Transition & { state: 'READY' },
): Promise<readonly LedgerMovement[]> {
  const { db, s } = context;
  await db.query(
    `update ${s}.batch set state = 'READY', ${LANDED}, deadline = ${toTime('$2')}, failures = $3,
      reason = coalesce($4, reason), flow_id = $5 where id = $1`,
    [batch.id, to.deadlineMs, to.failures, to.reason, flowId],
  );
  if (to.hold) await holdFor(context, batch, to.hold);
  if (to.flowRestsUntilMs !== null)
    await db.query(`update ${s}.flow set not_before = greatest(not_before, ${toTime('$2')}) where id = $1`, [
      batch.flowId,
      to.flowRestsUntilMs,
    ]);
  return [];
}

/** The first reason stays until it is lifted: were another one true as well, the next attempt would say so. */
async function holdFor(
  { db, s }: PgContext,
  batch: SettlingBatch,
  { scope, reason }: HoldOrder,
): Promise<void> {
  const [table, id] = scope === 'flow' ? ['flow', batch.flowId] : ['ordering_group', batch.groupId];
  await db.query(
    `update ${s}.${table} set hold_reason = $2, hold_since = ${toTime('$3')} where id = $1 and hold_reason is null`,
    [id, reason, batch.nowMs],
  );
}
