import { type AttemptOutcome } from '../model.ts';
import { type LeaseLost } from '../transition.ts';
import { type PgContext, toTime } from './pg-context.ts';
import { type SettlingBatch } from './pg-settle.ts';

/** Keeps a try as it ended. What was never sent is no try. */
export async function recordAttempt(
  { db, s }: PgContext,
  batch: SettlingBatch,
  outcome: AttemptOutcome | LeaseLost,
): Promise<void> {
  if (outcome.kind === 'deferred' || (outcome.kind === 'lost' && !outcome.begun)) return;
  await db.query(insertAttempt(s), attemptValues(batch, outcome));
}

/** Ten parameters: see {@link attemptValues}. */
export const insertAttempt = (s: string): string => `
  insert into ${s}.attempt (batch_id, attempt, started_at, ended_at, outcome, reason, status, code, request_id, message)
  values ($1, $2, ${toTime('$3')}, ${toTime('$4')}, $5, $6, $7, $8, $9, $10)`;

export function attemptValues(
  { id, attempt, startedAtMs, nowMs }: SettlingBatch,
  outcome: AttemptOutcome | LeaseLost,
): unknown[] {
  const report = ('report' in outcome ? outcome.report : undefined) ?? {};
  const reason = 'reason' in outcome ? outcome.reason : null;
  const { status = null, code = null, requestId = null, message = null } = report;
  return [id, attempt, startedAtMs ?? nowMs, nowMs, outcome.kind, reason, status, code, requestId, message];
}
