/** How much may happen in any stretch of time. Windows of one request are taken together: all or none. */
export interface LimitWindow {
  /** Name of the window inside the key, such as `second` or `ads-write-minute`. */
  readonly name: string;
  /** Most units in any `periodMs`; a whole number from 1. It may differ from call to call: the newest call counts. */
  readonly limit: number;
  /** Length of the sliding period in ms, from 1. Part of the window's identity: another period counts anew. */
  readonly periodMs: number;
  /** Counts this window under a narrower name inside the key, such as one endpoint or one ad account. */
  readonly subkey?: string;
  /** Units of `limit` that this request leaves free for requests that reserve less. Default 0. */
  readonly reserve?: number;
}

/** A wish to send one request now. */
export interface AcquireRequest {
  /** Whose quota it is. All processes that use the same key (and prefix) share it. */
  readonly key: string;
  /** Units to take from each window, a whole number from 1. Default 1. */
  readonly cost?: number;
  /** At least one; all of them must have room. */
  readonly windows: readonly LimitWindow[];
  /**
   * How long the permit is held, in ms, when nobody settles it (its holder died). Choose more than the longest
   * time a request may take. The slot is free again one period after the lease ended. Default 60,000.
   */
  readonly leaseMs?: number;
  /** Cancels the call: it rejects with the signal's reason, and a slot that it may have taken is given back. */
  readonly signal?: AbortSignal | undefined;
}

/** A wish to send one request soon. */
export interface WaitForRequest extends AcquireRequest {
  /** Longest wait in ms; 0 tries once. */
  readonly maxWaitMs: number;
  /**
   * Who the request is for, such as a customer or a job: those who wait take turns by it, so that a thousand requests of one do not
   * hold up the first of another. Default: all are one, first come first served.
   */
  readonly fairBy?: string;
}

/** Leave to send one request. Call `settle` when its answer arrived, or `release` when it was never sent. */
export interface Permit {
  readonly kind: 'permit';
  readonly id: string;
  /** True once the lease is over: do not send any more, ask for a new permit. */
  readonly expired: boolean;
  /**
   * The answer (of any kind, a failure included) arrived. The slots are free again one period from now, less most of
   * the least round trip. Safe to call twice and late; it never rejects because of a lost store.
   */
  settle(options?: SettleOptions): Promise<void>;
  /** The request was never sent: the slots are free at once. */
  release(): Promise<void>;
}

/** What the caller knows of an answer better than the limiter. */
export interface SettleOptions {
  /** Time from sending to answer in ms, when measured closer than permit to settle. The lesser one is learned. */
  readonly roundTripMs?: number;
}

/** Not now. */
export interface Deferred {
  readonly kind: 'deferred';
  /** When to ask again, in ms since 1970 on the caller's clock. */
  readonly retryAtMs: number;
  /** The same as a distance from now, in ms; not touched by clocks that differ. */
  readonly retryInMs: number;
  /** The window that stays full longest; null when the whole key is held or the store cannot be reached. */
  readonly window: string | null;
}

/** What became of a window. */
export interface WindowUsage {
  readonly name: string;
  /** The limit that the question named. */
  readonly limit: number;
  /** Units held now: out, or answered less than a period ago. Can pass `limit` after the limit was lowered. */
  readonly used: number;
  /** Units that a request with this window's `reserve` could take now; 0 under a penalty. */
  readonly remaining: number;
  /** When the last unit held now is free again if all that is out were answered now, or the penalty's end; null when unused. */
  readonly resetAtMs: number | null;
}

/** How long a refusal holds a key. */
export interface Penalty {
  /** End of the penalty in ms since 1970 on the caller's clock. A later end wins over an earlier one. */
  readonly until: number;
  /** Name of the window it holds, whatever its subkey; without it the whole key is held. */
  readonly window?: string;
}

/**
 * Admits requests so that a server that counts any sliding period never sees more than the limit.
 *
 * "No" is a value (`Deferred`), "broken" is a throw (`RateLimiterError`).
 */
export interface RateLimiter {
  /** One atomic try: all windows or none. It does not queue and may pass those who wait. */
  acquire(request: AcquireRequest): Promise<Permit | Deferred>;
  /**
   * Waits in line with the callers of this instance that ask for the same windows of a key: by turns of `fairBy`, first come first
   * served within one. Answers `Deferred` as soon as it is known that a permit would take longer than `maxWaitMs`.
   */
  waitFor(request: WaitForRequest): Promise<Permit | Deferred>;
  /** Holds a key, or one window of it, until the given time: how a real 429 teaches the limiter. */
  penalize(key: string, penalty: Penalty): Promise<void>;
  /** How much of each window is left, and when it is free again. */
  usage(key: string, windows: readonly LimitWindow[]): Promise<WindowUsage[]>;
  /** Rejects everyone who waits and every later call; permits that are out can still be settled. */
  close(): Promise<void>;
}
