import { type AttemptOutcome, type AttemptReport } from '@audience-sync/batching-scheduler';
import { HOLD_REASONS } from '@audience-sync/domain';
import { type PinterestError } from '@audience-sync/pinterest-client';

/** Pinterest takes spam seriously: more tries within the hour make it worse. */
export const SPAM_REST_MS = 3_600_000;

/** What has to be written down beside the batch's own outcome. */
export type Consequence = 'none' | 'audience-gone' | 'audience-refused' | 'ad-account-closed' | 'spam-alert';

export interface Judgement {
  readonly outcome: AttemptOutcome;
  readonly consequence: Consequence;
}

/** What Pinterest's refusal means for the batch. A dead token is not judged here: it is renewed first. */
export function judgeRefusal(error: PinterestError, nowMs: number): Judgement {
  const report = reportOf(error);
  switch (error.kind) {
    case 'token':
      return only({ kind: 'hold', scope: 'flow', reason: HOLD_REASONS.token, report });
    case 'permission':
      return adAccountClosed(report);
    case 'gone':
      return isAboutAdAccount(error) ? adAccountClosed(report) : audienceGone(report);
    case 'badRecords':
      return only({ kind: 'refused', reason: 'BAD_RECORDS', report });
    case 'throttled':
      return throttled(error, nowMs, report);
    case 'transient':
      return only({ kind: 'retry', reason: 'TRANSIENT', ...notBefore(error.retryAfterMs, nowMs), report });
    case 'unexpected':
      return unexpected(error, report);
    default:
      return error.kind satisfies never;
  }
}

/** Statuses of whoever stands before Pinterest and has no answer of it. */
const NO_ANSWER: ReadonlySet<number | null> = new Set([null, 408, 502, 504]);

/** Whether Pinterest may still be at work on the request, and write what is in it later. */
export function isUnanswered({ maybeApplied, httpStatus }: PinterestError): boolean {
  return maybeApplied && NO_ANSWER.has(httpStatus);
}

/** The attempt's record: status, code, Pinterest's request id and its (redacted) words. */
export function reportOf(error: PinterestError): AttemptReport {
  const { httpStatus, pinterestCode, requestId, pinterestMessage, reason } = error;
  return {
    ...(httpStatus === null ? {} : { status: httpStatus }),
    ...(pinterestCode === null ? {} : { code: pinterestCode }),
    ...(requestId === null ? {} : { requestId }),
    message: pinterestMessage ?? reason,
  };
}

function throttled(error: PinterestError, nowMs: number, report: AttemptReport): Judgement {
  if (error.spam) {
    const notBeforeMs = nowMs + Math.max(SPAM_REST_MS, error.retryAfterMs ?? 0);
    return { outcome: { kind: 'retry', reason: 'SPAM', notBeforeMs, report }, consequence: 'spam-alert' };
  }
  const serialize = error.concurrentWrites ? { serialize: true } : {};
  return only({
    kind: 'retry',
    reason: 'THROTTLED',
    ...notBefore(error.retryAfterMs, nowMs),
    ...serialize,
    report,
  });
}

/** Pinterest refuses to make the audience itself: users would go into a list that no ad can aim at. */
function unexpected(error: PinterestError, report: AttemptReport): Judgement {
  if (error.operation === 'audiences/create')
    return {
      outcome: { kind: 'hold', scope: 'group', reason: HOLD_REASONS.audienceRefused, report },
      consequence: 'audience-refused',
    };
  return only({ kind: 'retry', reason: 'UNEXPECTED', report });
}

function adAccountClosed(report: AttemptReport): Judgement {
  const outcome = { kind: 'hold', scope: 'group', reason: HOLD_REASONS.permission, report } as const;
  return { outcome, consequence: 'ad-account-closed' };
}

function audienceGone(report: AttemptReport): Judgement {
  const outcome = { kind: 'hold', scope: 'group', reason: HOLD_REASONS.audienceGone, report } as const;
  return { outcome, consequence: 'audience-gone' };
}

/** Only the ad account is addressed by a request that makes or lists something in it. */
function isAboutAdAccount({ operation }: PinterestError): boolean {
  return (
    operation === 'customer_lists/create' ||
    operation === 'customer_lists/list' ||
    operation === 'audiences/list'
  );
}

function notBefore(afterMs: number | null, nowMs: number): { notBeforeMs?: number } {
  return afterMs === null ? {} : { notBeforeMs: nowMs + afterMs };
}

function only(outcome: AttemptOutcome): Judgement {
  return { outcome, consequence: 'none' };
}
