import { errorFromAnswer, errorFromSilence, errorFromUnreadable } from '../errors/make-error.ts';
import { type PinterestError } from '../errors/pinterest-error.ts';
import { type PinterestHooks, type PinterestRequest, tellAll, wrapAll } from '../hooks.ts';
import { factsOf, type OperationId } from '../operations.ts';
import { type CallOptions, type PinterestResult, type ResponseMeta } from '../result.ts';
import { checkTimeout } from './deadline.ts';
import { exchange, type WireAnswer, type WireRequest } from './exchange.ts';
import { type FetchLike } from './fetch-like.ts';
import { readRateLimit, requestIdOf } from './rate-limit-headers.ts';
import { readAnswer, type WireObject } from './wire-object.ts';

/** What the client and the OAuth helper share. */
export interface TransportOptions {
  /** Where the API is, default `https://api.pinterest.com/v5`. */
  readonly baseUrl?: string | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** Milliseconds for token, headers and body of one request, 1 to 2,147,483,647. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** One hook or several; the first is the outermost. */
  readonly hooks?: PinterestHooks | readonly PinterestHooks[] | undefined;
}

/** One call of an operation. `read` turns the answer's body into data. */
export interface ApiCall<T> {
  readonly operation: OperationId;
  readonly path: string;
  readonly adAccountId?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: { readonly contentType: string; readonly text: string };
  readonly read: (body: WireObject) => T;
  readonly options: CallOptions | undefined;
}

export const DEFAULT_BASE_URL = 'https://api.pinterest.com/v5';
const DEFAULT_TIMEOUT_MS = 30_000;

/** Sends the calls of all operations: hooks around, one request inside, no retry. */
export class Transport {
  private readonly baseUrl: string;
  private readonly fetch: FetchLike;
  private readonly timeoutMs: number;
  private readonly hooks: readonly PinterestHooks[];

  constructor(
    options: TransportOptions,
    private readonly authorize: () => Promise<string> | string,
  ) {
    // Through URL, so that a mistake shows when the client is made and not as a failing connection.
    this.baseUrl = new URL(options.baseUrl ?? DEFAULT_BASE_URL).href.replace(/\/+$/, '');
    // Looked up per request, so that a test that replaces the global one is heard.
    this.fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.timeoutMs = checkTimeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    this.hooks = [options.hooks ?? []].flat();
  }

  async send<T>(call: ApiCall<T>): Promise<PinterestResult<T>> {
    const request = describeRequest(call);
    return wrapAll(this.hooks, request, () => this.sendOnce(call, request))();
  }

  private async sendOnce<T>(call: ApiCall<T>, request: PinterestRequest): Promise<PinterestResult<T>> {
    const wire = this.wire(call, request);
    tellAll(this.hooks, ({ onRequest }) => onRequest?.(request));
    const answer = await exchange(this.fetch, this.authorize, wire);
    const result = 'text' in answer ? interpret(call, request, answer) : errorFromSilence(request, answer);
    if (result instanceof Error) {
      tellAll(this.hooks, ({ onResponse }) => onResponse?.(request, { ok: false, error: result }));
      throw result;
    }
    tellAll(this.hooks, ({ onResponse }) => onResponse?.(request, { ok: true, meta: result.meta }));
    return result;
  }

  private wire<T>(
    { query, body, options }: ApiCall<T>,
    { path, method, signal }: PinterestRequest,
  ): WireRequest {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body) headers['content-type'] = body.contentType;
    return {
      url: `${this.baseUrl}${path}${queryString(query)}`,
      method,
      headers,
      body: body?.text ?? null,
      signal,
      timeoutMs: checkTimeout(options?.timeoutMs ?? this.timeoutMs),
    };
  }
}

function describeRequest<T>({ operation, path, adAccountId, options }: ApiCall<T>): PinterestRequest {
  const { method, rateCategory } = factsOf(operation);
  return {
    operation,
    rateCategory,
    method,
    path,
    adAccountId: adAccountId ?? null,
    signal: options?.signal ?? null,
  };
}

function queryString(query: ApiCall<unknown>['query'] = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

function interpret<T>(
  call: ApiCall<T>,
  request: PinterestRequest,
  answer: WireAnswer,
): PinterestResult<T> | PinterestError {
  if (answer.status < 200 || answer.status > 299) return errorFromAnswer(request, answer);
  const read = readAnswer(answer.text, call.read);
  return read === null ? errorFromUnreadable(request, answer) : { data: read.data, meta: metaOf(answer) };
}

function metaOf({ status, headers, roundTripMs }: WireAnswer): ResponseMeta {
  return { status, requestId: requestIdOf(headers), rateLimit: readRateLimit(headers), roundTripMs };
}
