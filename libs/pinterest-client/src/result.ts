import { type RateLimitState } from './http/rate-limit-headers.ts';

/** What came with an answer beside its data. */
export interface ResponseMeta {
  /** HTTP status, 200 to 299. */
  readonly status: number;
  /** `x-pinterest-rid`: what Pinterest's support asks for. */
  readonly requestId: string | null;
  /** Null when the answer carried no `x-ratelimit-*` header. */
  readonly rateLimit: RateLimitState | null;
  /** Milliseconds from sending the request to the last byte of the answer. */
  readonly roundTripMs: number;
}

/** What every operation resolves to. */
export interface PinterestResult<T> {
  readonly data: T;
  readonly meta: ResponseMeta;
}

/** One page of a list operation. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page starts; null on the last page. */
  readonly bookmark: string | null;
}

/** What every call takes. */
export interface CallOptions {
  /** Cancels the call, which then rejects with the signal's own reason, as `fetch` does. */
  readonly signal?: AbortSignal | undefined;
  /** For this call alone, in milliseconds; covers headers and body, not the waiting inside a `wrap` hook. */
  readonly timeoutMs?: number | undefined;
}
