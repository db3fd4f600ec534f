import { DeadlinePassed, withDeadline } from './deadline.ts';
import { type FetchAnswer, type FetchLike } from './fetch-like.ts';

/** One HTTP request, ready to go but for its authorization. */
export interface WireRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly signal: AbortSignal | null;
  readonly timeoutMs: number;
}

/** An answer with its body read to the end. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: FetchAnswer['headers'];
  readonly text: string;
  readonly roundTripMs: number;
}

/** Why there is no whole answer, and how far the request got. */
export interface NoAnswer {
  readonly timedOut: boolean;
  /** The system's or undici's code, for example `ECONNRESET`. */
  readonly networkCode: string | null;
  /** False only when the request cannot have reached the server. */
  readonly mayHaveArrived: boolean;
  /** The head of an answer whose body never came whole. */
  readonly head: Pick<WireAnswer, 'status' | 'headers'> | null;
}

interface Progress {
  sentAtMs: number | null;
  head: FetchAnswer | null;
}

/** Codes that say that no connection came about, so that nothing can have been applied. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Sends one request and reads the answer. "No answer" is a value; it rejects only with the caller's abort reason
 * or with what `authorize` threw, which is the caller's own.
 */
export async function exchange(
  fetch: FetchLike,
  authorize: () => Promise<string> | string,
  wire: WireRequest,
): Promise<WireAnswer | NoAnswer> {
  const progress: Progress = { sentAtMs: null, head: null };
  try {
    return await withDeadline(wire.signal, wire.timeoutMs, (signal) =>
      perform(fetch, authorize, wire, progress, signal),
    );
  } catch (error) {
    wire.signal?.throwIfAborted();
    if (progress.sentAtMs === null && !(error instanceof DeadlinePassed)) throw error;
    return failed(error, progress);
  }
}

async function perform(
  fetch: FetchLike,
  authorize: () => Promise<string> | string,
  { url, method, headers, body }: WireRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const authorization = await authorize();
  signal.throwIfAborted();
  const sentAtMs = (progress.sentAtMs = performance.now());
  const answer = await fetch(url, {
    method,
    headers: { ...headers, authorization },
    ...(body === null ? {} : { body }),
    signal,
    // Following a redirect could carry records to another host.
    redirect: 'manual',
  });
  progress.head = answer;
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, roundTripMs: performance.now() - sentAtMs };
}

function failed(error: unknown, { sentAtMs, head }: Progress): WireAnswer | NoAnswer {
  // A refusal is a refusal, even when the words that explain it were lost on the way.
  if (head !== null && sentAtMs !== null && head.status >= 300) {
    const roundTripMs = performance.now() - sentAtMs;
    return { status: head.status, headers: head.headers, text: '', roundTripMs };
  }
  const networkCode = codeOf(error);
  const neverConnected = networkCode !== null && NEVER_CONNECTED.has(networkCode);
  return {
    timedOut: error instanceof DeadlinePassed,
    networkCode,
    mayHaveArrived: sentAtMs !== null && !neverConnected,
    head: head && { status: head.status, headers: head.headers },
  };
}

/** `fetch` hides the system's code in `cause`, and behind several tried addresses in `cause.errors`. */
function codeOf(error: unknown, depth = 0): string | null {
  if (typeof error !== 'object' || error === null || depth > 4) return null;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  const inner: unknown = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  return codeOf(inner, depth + 1);
}
