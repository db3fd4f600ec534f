import { type RateLimitState } from '../http/rate-limit-headers.ts';
import { type OperationId } from '../operations.ts';

/**
 * What an answer asks of the caller:
 * - `token`: the access (or refresh) token or the code is not valid: refresh once, else reconnect;
 * - `permission`: the login lacks a scope or a role: a person must grant it;
 * - `gone`: the addressed list, audience or ad account does not exist (any more);
 * - `badRecords`: the records, or their number, were refused: split and try the parts;
 * - `throttled`: too much at once: wait (see `retryAfterMs`, `spam`, `concurrentWrites`);
 * - `transient`: no usable answer: back off and repeat;
 * - `unexpected`: anything else: repeating it as it is will not help.
 */
export type ErrorClass =
  'token' | 'permission' | 'gone' | 'badRecords' | 'throttled' | 'transient' | 'unexpected';

/**
 * A request to Pinterest that failed. Decide by `kind`. Holds no token, no record and no personal data, so that it can
 * be logged and stored whole. A cancelled call rejects with the signal's reason instead.
 */
export class PinterestError extends Error {
  override readonly name = 'PinterestError';
  declare readonly kind: ErrorClass;
  declare readonly operation: OperationId;
  declare readonly adAccountId: string | null;
  /** Null when no answer came. */
  declare readonly httpStatus: number | null;
  /** `code` of Pinterest's error body. The same code means different things under different statuses. */
  declare readonly pinterestCode: number | null;
  /** `message` of Pinterest's error body, redacted and at most 300 characters long. */
  declare readonly pinterestMessage: string | null;
  /** `x-pinterest-rid`: what Pinterest's support asks for. */
  declare readonly requestId: string | null;
  declare readonly rateLimit: RateLimitState | null;
  /** How long the server asked to wait, in milliseconds; null when it did not say. */
  declare readonly retryAfterMs: number | null;
  /** Whether the same request, repeated later and unchanged, can succeed without anybody doing something. */
  declare readonly retryable: boolean;
  /** The judgement in words. */
  declare readonly reason: string;
  /** True when a write may have been applied although the call failed. */
  declare readonly maybeApplied: boolean;
  /** A 429 that speaks of spam: hold for long and tell a person; more tries make it worse. */
  declare readonly spam: boolean;
  /** A 429 about several writes to one object: send one at a time to it. */
  declare readonly concurrentWrites: boolean;
  /** True when the call's own time-out ended it. */
  declare readonly timedOut: boolean;
  /** The system's code for a broken connection, for example `ECONNRESET`. */
  declare readonly networkCode: string | null;

  constructor(details: PinterestErrorDetails) {
    super(describe(details));
    Object.assign(this, details);
  }
}

/** Everything that is known about a failed request. */
export type PinterestErrorDetails = Omit<PinterestError, keyof Error>;

function describe(details: PinterestErrorDetails): string {
  const { operation, httpStatus, pinterestCode, pinterestMessage, networkCode, reason } = details;
  if (httpStatus === null) return `${operation}: ${reason}${networkCode === null ? '' : ` (${networkCode})`}`;
  const code = pinterestCode === null ? '' : ` (code ${pinterestCode})`;
  return `${operation} answered ${httpStatus}${code}: ${pinterestMessage ?? reason}`;
}

/**
 * Recognises a {@link PinterestError} also when it was made by another copy of this package (a process may load
 * the CommonJS and the ES module build side by side, where `instanceof` fails).
 */
export function isPinterestError(error: unknown): error is PinterestError {
  return error instanceof Error && error.name === 'PinterestError' && 'kind' in error;
}

/** The class of anything that was thrown; what is not a {@link PinterestError} is `unexpected`. Never throws. */
export function classifyPinterestError(error: unknown): ErrorClass {
  return isPinterestError(error) ? error.kind : 'unexpected';
}
