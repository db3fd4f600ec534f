import { type PinterestError } from './errors/pinterest-error.ts';
import { type OperationId, type RateCategory } from './operations.ts';
import { type PinterestResult, type ResponseMeta } from './result.ts';

/** What a hook learns of a request. Never the token, never the body. */
export interface PinterestRequest {
  readonly operation: OperationId;
  readonly rateCategory: RateCategory;
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Path below the base URL, with ids, without the query. */
  readonly path: string;
  readonly adAccountId: string | null;
  /** The caller's signal: a hook that waits should stop waiting when it aborts. */
  readonly signal: AbortSignal | null;
}

/** How one request ended. A cancelled request ends without `onResponse`. */
export type RequestOutcome =
  { readonly ok: true; readonly meta: ResponseMeta } | { readonly ok: false; readonly error: PinterestError };

/**
 * Attached from outside, so that a limiter, a logger or a tracer needs no word inside the client.
 * `onRequest` and `onResponse` only watch: what they throw is dropped, for a failing logger must not undo a write.
 */
export interface PinterestHooks {
  /** Right before each request is sent. */
  onRequest?(this: void, request: PinterestRequest): void;
  /** When it ended, well or not; not when it was cancelled. */
  onResponse?(this: void, request: PinterestRequest, outcome: RequestOutcome): void;
  /**
   * Runs around each request: wait before `next()`, look at what it answered or threw, give that back.
   * `next()` sends one request each time it is called; the token is asked for and the time-out starts then.
   */
  wrap?<T>(
    this: void,
    request: PinterestRequest,
    next: () => Promise<PinterestResult<T>>,
  ): Promise<PinterestResult<T>>;
}

/** Puts the `wrap` of each hook around `send`; the first hook is the outermost. */
export function wrapAll<T>(
  hooks: readonly PinterestHooks[],
  request: PinterestRequest,
  send: () => Promise<PinterestResult<T>>,
): () => Promise<PinterestResult<T>> {
  return hooks.reduceRight<() => Promise<PinterestResult<T>>>((next, { wrap }) => {
    return wrap ? () => wrap(request, next) : next;
  }, send);
}

/** Tells every hook, whatever one of them throws. */
export function tellAll(hooks: readonly PinterestHooks[], tell: (hook: PinterestHooks) => void): void {
  for (const hook of hooks) {
    try {
      tell(hook);
    } catch {
      // A watcher's failure is its own: the request goes on.
    }
  }
}
