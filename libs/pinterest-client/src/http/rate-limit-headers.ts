/** What Pinterest said of the quota; a header that was absent or unreadable is null. */
export interface RateLimitState {
  /** Requests that the window allows. */
  readonly limit: number | null;
  /** Requests left in it. */
  readonly remaining: number | null;
  /** Seconds from the answer until the quota is whole again; hours under Trial access. */
  readonly resetSeconds: number | null;
}

type Headers = { get(name: string): string | null };

/** Longer than any window Pinterest documents (a day): a larger figure is not a wait but a mistake. */
const MAX_WAIT_SECONDS = 31 * 86_400;

/** Reads a leading number: Envoy writes `400, 400;w=60` where others write `400`. */
function leadingNumber(text: string | null): number | null {
  const digits = /^\s*(\d+(?:\.\d+)?)/.exec(text ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

function plausibleSeconds(seconds: number | null): number | null {
  return seconds !== null && seconds <= MAX_WAIT_SECONDS ? seconds : null;
}

/** Null when none of the three headers is there. They are not in Pinterest's description; they were seen in answers. */
export function readRateLimit(headers: Headers): RateLimitState | null {
  const limit = leadingNumber(headers.get('x-ratelimit-limit'));
  const remaining = leadingNumber(headers.get('x-ratelimit-remaining'));
  const resetSeconds = plausibleSeconds(leadingNumber(headers.get('x-ratelimit-reset')));
  return limit === null && remaining === null && resetSeconds === null
    ? null
    : { limit, remaining, resetSeconds };
}

/** The id that Pinterest gave the request. */
export function requestIdOf(headers: Headers): string | null {
  return headers.get('x-pinterest-rid')?.slice(0, 100) ?? null;
}

/** `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3). */
function retryAfterHeaderSeconds(headers: Headers): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  if (/^\s*\d/.test(value)) return leadingNumber(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1_000);
}

/** Pinterest's analytics bodies say "Retry after N seconds". */
function bodySeconds(message: string | null): number | null {
  const digits = /retry after (\d+(?:\.\d+)?) ?s/i.exec(message ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * How long the server asked to wait, in milliseconds: `Retry-After`, else (on a 429, where it is the reason)
 * `x-ratelimit-reset`, else the body's words, else null.
 */
export function readRetryAfterMs(status: number, headers: Headers, message: string | null): number | null {
  const reset = status === 429 ? (readRateLimit(headers)?.resetSeconds ?? null) : null;
  const seconds = plausibleSeconds(retryAfterHeaderSeconds(headers)) ?? reset ?? bodySeconds(message);
  const plausible = plausibleSeconds(seconds);
  return plausible === null ? null : Math.ceil(plausible * 1_000);
}
