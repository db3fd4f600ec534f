import {
  type BatchView,
  type Hold,
  type Operation,
  type WaitingExplanation,
} from '@audience-sync/batching-scheduler';

export const WAITING_REASONS = [
  'NOTHING_WAITING',
  'SENDING',
  'CONNECTION_HELD',
  'AUDIENCE_HELD',
  'EARLIER_OPPOSITE',
  'QUOTA',
  'RETRYING',
  'QUEUED',
] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];

/** Why the next batch of a lane has not left. Times in epoch ms. */
export interface Waiting {
  readonly reason: WaitingReason;
  /** The word behind it: why it is held, or why the last try failed. */
  readonly because: string | null;
  /** When it may leave by itself, if that is known. */
  readonly untilMs: number | null;
  /** When its users are given up, if nothing changes. */
  readonly givesUpAtMs: number | null;
}

/** The first of these that is true is what somebody would have to wait for, or to mend. */
export function whyWaiting(
  { lanes, flowHold, groupHold, flowNotBeforeMs }: WaitingExplanation,
  operation: Operation,
  { nowMs, retryWindowMs }: { readonly nowMs: number; readonly retryWindowMs: number },
): Waiting {
  const { batches, next, blockedBy } = lanes[operation];
  if (!next) return plain(batches === 0 ? 'NOTHING_WAITING' : 'SENDING');
  const facts = { because: next.reason, untilMs: null, givesUpAtMs: next.deadlineMs };
  const hold = flowHold ?? groupHold;
  if (hold) {
    const givesUpAtMs = next.deadlineMs ?? parkedSince(next, flowHold, groupHold) + retryWindowMs;
    const reason = flowHold ? 'CONNECTION_HELD' : 'AUDIENCE_HELD';
    return { reason, because: hold.reason, untilMs: null, givesUpAtMs };
  }
  if (blockedBy)
    return {
      ...facts,
      reason: 'EARLIER_OPPOSITE',
      because: blockedBy.reason,
      untilMs: blockedBy.notBeforeMs,
    };
  if (flowNotBeforeMs !== null && flowNotBeforeMs > nowMs)
    return { ...facts, reason: 'QUOTA', untilMs: flowNotBeforeMs };
  if (next.notBeforeMs !== null && next.notBeforeMs > nowMs)
    return { ...facts, reason: 'RETRYING', untilMs: next.notBeforeMs };
  return { ...facts, reason: 'QUEUED' };
}

function plain(reason: WaitingReason): Waiting {
  return { reason, because: null, untilMs: null, givesUpAtMs: null };
}

/** As the scheduler counts it: since it was held, or sealed if that came later. */
function parkedSince(batch: BatchView, ...holds: readonly (Hold | null)[]): number {
  const since = Math.min(...holds.flatMap((hold) => (hold ? [hold.sinceMs] : [])));
  return Math.max(since, batch.sealedAtMs ?? 0);
}
