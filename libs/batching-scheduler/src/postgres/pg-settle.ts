import { type ClaimedBatch } from '../batch-store.port.ts';
import {
  type AttemptOutcome,
  type LedgerMovement,
  type Operation,
  type SettledAttempt,
  type Settlement,
} from '../model.ts';
import { settledAttempt } from '../settled-attempt.ts';
import { decide, type LeaseLost, summarize, withoutHold } from '../transition.ts';
import { type PgContext, toMs } from './pg-context.ts';
import { lockGroupOf } from './pg-groups.ts';
import { isResumedSince } from './pg-hold.ts';
import { overruledBy } from './pg-overrule.ts';
import { applyTransition } from './pg-transition.ts';
import { rowsOf } from './pg.port.ts';

/** A batch under lease, locked. */
export interface SettlingBatch {
  readonly id: string;
  readonly groupId: string;
  readonly flowId: string;
  readonly operation: Operation;
  readonly attempt: number;
  readonly items: number;
  readonly live: number;
  readonly failures: number;
  readonly deadlineMs: number | null;
  readonly startedAtMs: number | null;
  readonly createdAtMs: number;
  readonly sealedAtMs: number | null;
  readonly leaseUntilMs: number;
  readonly originNo: number;
  /** There are batches that its words, once written, overrule. */
  readonly mayOverrule: boolean;
  readonly nowMs: number;
}

/** What a settled attempt did, and the attempt itself; null when nothing was sent. */
export interface Settled {
  readonly settlement: Settlement;
  readonly attempt: SettledAttempt | null;
}

/**
 * Counts an outcome, once. Locks flow, group and batch in this order, and the first two only when the outcome may change
 * them: the usual one touches the batch alone.
 */
export async function settleAttempt(
  context: PgContext,
  { batchId, attempt }: ClaimedBatch,
  given: AttemptOutcome | 'lost',
): Promise<Settled | null> {
  const groupFlowId =
    given !== 'lost' && given.kind === 'accepted' ? null : await lockAround(context, batchId, given);
  const batch = await lockBatch(context, batchId, attempt);
  if (!batch || (given === 'lost' && batch.leaseUntilMs > batch.nowMs)) return null;
  const outcome: AttemptOutcome | LeaseLost =
    given === 'lost' ? { kind: given, begun: batch.startedAtMs !== null } : given;
  const isStaleHold = outcome.kind === 'hold' && (await isStale(context, batch, outcome.scope));
  const decided = decide(batch, outcome, batch.nowMs, context.random, context.options);
  const transition = isStaleHold ? withoutHold(decided) : decided;
  const movements: readonly LedgerMovement[] = await applyTransition(
    context,
    batch,
    groupFlowId ?? batch.flowId,
    transition,
    outcome,
  );
  const { groupId, flowId, operation } = batch;
  return {
    settlement: { batchId, groupId, flowId, operation, attempt, movements, ...summarize(transition) },
    attempt: settledAttempt(batch, outcome),
  };
}

function isStale(context: PgContext, batch: SettlingBatch, scope: 'flow' | 'group'): Promise<boolean> {
  const { flowId, groupId, startedAtMs, nowMs } = batch;
  return isResumedSince(context, scope === 'flow' ? { flowId } : { groupId }, startedAtMs ?? nowMs);
}

/** Answers the flow that the group belongs to now. */
async function lockAround(
  context: PgContext,
  batchId: string,
  outcome: AttemptOutcome | 'lost',
): Promise<string | null> {
  const { db, s } = context;
  const kind = outcome === 'lost' ? outcome : outcome.kind;
  const ofBatch = `select flow_id from ${s}.batch where id = $1`;
  if (kind === 'deferred' || kind === 'hold')
    await db.query(`select from ${s}.flow where id = (${ofBatch}) for no key update`, [batchId]);
  const changesGroup =
    kind === 'hold' || (outcome !== 'lost' && outcome.kind === 'retry' && outcome.serialize);
  return lockGroupOf(context, batchId, changesGroup ? 'no key update' : 'share');
}

async function lockBatch(
  { db, s, now }: PgContext,
  batchId: string,
  attempt: number,
): Promise<SettlingBatch | undefined> {
  const text = `with locked as materialized (
      select * from ${s}.batch where id = $1 and state = 'IN_FLIGHT' and attempt = $2 for no key update)
    select id, group_id as "groupId", flow_id as "flowId", operation, attempt, items, live, failures,
      ${toMs('deadline')} as "deadlineMs", ${toMs('started_at')} as "startedAtMs", ${toMs('created_at')} as "createdAtMs",
      ${toMs('sealed_at')} as "sealedAtMs", ${toMs('lease_until')} as "leaseUntilMs", origin_no::float8 as "originNo", ${now} as "nowMs",
      exists (${overruledBy(s, 'locked', 'errored')}) or exists (${overruledBy(s, 'locked', 'redriven')}) as "mayOverrule"
    from locked`;
  return (await rowsOf<SettlingBatch>(db, text, [batchId, attempt]))[0];
}
