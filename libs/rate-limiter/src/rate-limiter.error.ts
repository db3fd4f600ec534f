/**
 * - `INVALID_REQUEST`: the caller's mistake; asking again will not help.
 * - `CLOSED`: the limiter was closed.
 * - `STORE_UNAVAILABLE`: the store did not answer, and the call has no honest answer without it (`usage`, `penalize`).
 * - `STORE_BROKEN`: the store answered nonsense: wrong type, no permission, a script error.
 */
export type RateLimiterErrorCode = 'INVALID_REQUEST' | 'CLOSED' | 'STORE_UNAVAILABLE' | 'STORE_BROKEN';

/** Something is broken. A request that may simply not be sent now is a `Deferred`, never an error. */
export class RateLimiterError extends Error {
  override readonly name = 'RateLimiterError';

  constructor(
    readonly code: RateLimiterErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Also knows errors of another copy of this package (CommonJS beside ES modules), where `instanceof` fails. */
export function isRateLimiterError(error: unknown): error is RateLimiterError {
  return error instanceof Error && error.name === 'RateLimiterError' && 'code' in error;
}
