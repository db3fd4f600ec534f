import { type NoAnswer, type WireAnswer } from '../http/exchange.ts';
import { readRateLimit, readRetryAfterMs, requestIdOf } from '../http/rate-limit-headers.ts';
import { factsOf, type OperationId } from '../operations.ts';
import { readErrorBody } from './error-body.ts';
import { PinterestError, type PinterestErrorDetails } from './pinterest-error.ts';
import { judgeAnswer } from './verdict.ts';

/** What a request was, as far as an error may say. */
export interface ErrorSubject {
  readonly operation: OperationId;
  readonly adAccountId: string | null;
}

type Known = Pick<PinterestErrorDetails, 'kind' | 'retryable' | 'reason' | 'maybeApplied'>;

const SPAM = /\bspam/i;
const CONCURRENT_WRITES =
  /\b(?:several|multiple|concurrent|simultaneous|too many)\s+(?:writes|updates|changes|modifications|requests)\b.*\b(?:object|resource|entity|list)\b/i;

const isWrite = (operation: OperationId) => factsOf(operation).method !== 'GET';

function details(
  subject: ErrorSubject,
  known: Known,
  more: Partial<PinterestErrorDetails>,
): PinterestErrorDetails {
  return {
    operation: subject.operation,
    adAccountId: subject.adAccountId,
    httpStatus: null,
    pinterestCode: null,
    pinterestMessage: null,
    requestId: null,
    rateLimit: null,
    retryAfterMs: null,
    spam: false,
    concurrentWrites: false,
    timedOut: false,
    networkCode: null,
    ...known,
    ...more,
  };
}

/** The error of an answer that is not 2xx. */
export function errorFromAnswer(subject: ErrorSubject, answer: WireAnswer): PinterestError {
  const { status, headers, text } = answer;
  const body = readErrorBody(text, headers.get('content-type'));
  const verdict = judgeAnswer(subject.operation, status, body);
  const throttled = verdict.kind === 'throttled';
  const maybeApplied = verdict.kind === 'transient' && isWrite(subject.operation);
  return new PinterestError(
    details(
      subject,
      { ...verdict, maybeApplied },
      {
        httpStatus: status,
        pinterestCode: body.code,
        pinterestMessage: body.message,
        requestId: requestIdOf(headers),
        rateLimit: readRateLimit(headers),
        retryAfterMs: readRetryAfterMs(status, headers, body.message),
        spam: throttled && SPAM.test(body.message ?? ''),
        concurrentWrites: throttled && CONCURRENT_WRITES.test(body.message ?? ''),
      },
    ),
  );
}

/** The error of a request that got no whole answer. */
export function errorFromSilence(subject: ErrorSubject, silence: NoAnswer): PinterestError {
  const maybeApplied = silence.mayHaveArrived && isWrite(subject.operation);
  const what = silence.timedOut ? 'No whole answer came in time' : 'The connection failed';
  return new PinterestError(
    details(
      subject,
      {
        kind: 'transient',
        retryable: true,
        reason: `${what}${consequence(subject, maybeApplied)}`,
        maybeApplied,
      },
      {
        httpStatus: silence.head?.status ?? null,
        requestId: silence.head ? requestIdOf(silence.head.headers) : null,
        rateLimit: silence.head ? readRateLimit(silence.head.headers) : null,
        timedOut: silence.timedOut,
        networkCode: silence.networkCode,
      },
    ),
  );
}

/** The error of a 2xx answer that cannot be read: a write was most likely applied, and what it made is unknown. */
export function errorFromUnreadable(subject: ErrorSubject, answer: WireAnswer): PinterestError {
  const maybeApplied = isWrite(subject.operation);
  const reason = `The answer was not what the API promises${consequence(subject, maybeApplied)}`;
  return new PinterestError(
    details(
      subject,
      { kind: 'transient', retryable: true, reason, maybeApplied },
      {
        httpStatus: answer.status,
        requestId: requestIdOf(answer.headers),
        rateLimit: readRateLimit(answer.headers),
      },
    ),
  );
}

function consequence({ operation }: ErrorSubject, maybeApplied: boolean): string {
  if (!maybeApplied) return '; repeating is safe.';
  if (operation === 'oauth/token')
    return '; the code or refresh token may be used up: try once more, else connect again.';
  return factsOf(operation).creates
    ? '; the request may have been applied: look whether it is there before creating it again.'
    : '; the request may have been applied, and applying it twice ends the same, so repeating is safe.';
}
