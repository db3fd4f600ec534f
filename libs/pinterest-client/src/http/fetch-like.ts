/** What the client passes to `fetch`. */
export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  /** JSON or a form. Absent on a GET. */
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly redirect: 'manual';
}

/** What the client reads of an answer. */
export interface FetchAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** The whole body. */
  text(): Promise<string>;
}

/** The part of `fetch` that is used: the global one, undici's, or a fake all fit. */
export type FetchLike = (url: string, init: FetchInit) => Promise<FetchAnswer>;
