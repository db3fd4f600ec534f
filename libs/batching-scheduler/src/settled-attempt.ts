import { type AttemptOutcome, type SettledAttempt } from './model.ts';
import { type LeaseLost } from './transition.ts';

/** What both stores know of a batch under lease. */
interface AttemptedBatch {
  readonly id: string;
  readonly groupId: string;
  readonly flowId: string;
  readonly attempt: number;
  readonly items: number;
  readonly createdAtMs: number;
  readonly sealedAtMs: number | null;
  readonly nowMs: number;
}

/** What the ledger is told of an attempt. Null: nothing was sent, so there was none. */
export function settledAttempt(
  { id: batchId, groupId, flowId, attempt, items, createdAtMs, sealedAtMs, nowMs }: AttemptedBatch,
  outcome: AttemptOutcome | LeaseLost,
): SettledAttempt | null {
  if (outcome.kind === 'deferred' || (outcome.kind === 'lost' && !outcome.begun)) return null;
  return {
    batchId,
    groupId,
    flowId,
    attempt,
    items,
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : null,
    status: ('report' in outcome ? outcome.report?.status : undefined) ?? null,
    // A child of a split was made later than its items came; it was sealed with its parent.
    enteredAtMs: Math.min(createdAtMs, sealedAtMs ?? createdAtMs),
    settledAtMs: nowMs,
  };
}
