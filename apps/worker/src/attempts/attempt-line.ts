import {
  type AttemptOutcome,
  type BatchState,
  type LeasedBatch,
  originsOf,
} from '@audience-sync/batching-scheduler';
import { readOrigin } from '@audience-sync/platform';

/** Calls that are named in a line. A batch of single users can be of 1,900 of them. */
const MAX_CALLS = 20;

/** Whether somebody may want to know of it. What was never sent is no attempt, and what was accepted is the rule. */
export function isTrouble({ kind }: AttemptOutcome): boolean {
  return kind !== 'accepted' && kind !== 'deferred';
}

/** What the log says of an attempt: enough to go from a call to Pinterest's own id of the request, and back. */
export function attemptLine(
  { batchId, attempt, flowId, groupId, operation, items }: LeasedBatch,
  outcome: AttemptOutcome,
  { state, ms }: { readonly state: BatchState | null; readonly ms: number },
): Record<string, unknown> {
  const { status, code, requestId } = ('report' in outcome ? outcome.report : undefined) ?? {};
  const origins = originsOf(items);
  const named = origins.slice(0, MAX_CALLS).flatMap((origin) => readOrigin(origin)?.correlationId ?? []);
  return {
    batchId,
    attempt,
    audienceId: groupId,
    connectionId: flowId,
    operation,
    users: items.count,
    outcome: outcome.kind,
    ...('reason' in outcome ? { reason: outcome.reason } : {}),
    state: state ?? 'NOT_OURS',
    status,
    code,
    requestId,
    ms,
    calls: origins.length,
    correlationIds: [...new Set(named)],
  };
}
