import { type FetchAnswer, type FetchInit, type FetchLike } from '../http/fetch-like.ts';
import { type OperationId } from '../operations.ts';
import { DEFAULT_BODIES } from './default-bodies.ts';
import { type FakeCall, readFakeCall } from './fake-call.ts';

/** What a fake says to one request. */
export type FakeAnswer =
  | {
      /** Default 200. */
      readonly status?: number;
      /** An object goes out as JSON, a string as it is. Default: a valid body of the operation, or of an error. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks: `ECONNREFUSED` before sending, `ECONNRESET` and others after. */
  | { readonly networkError: string }
  /** No answer, ever: time out or cancel. */
  | { readonly hang: true };

/** An answer, or a function that finds it by what was asked. */
export type FakeScript = FakeAnswer | ((call: FakeCall) => FakeAnswer);

/**
 * A Pinterest for unit tests: a `fetch` that answers by operation and remembers what it was asked. Unscripted
 * operations succeed.
 *
 * @example
 * const pinterest = new FakePinterest().once('customer_lists/update', { status: 429, body: { code: 8, message: 'Slow down' } });
 * const client = new PinterestClient({ accessToken: 'pina_fake', fetch: pinterest.fetch });
 */
export class FakePinterest {
  private readonly queues = new Map<OperationId, FakeScript[]>();
  private readonly standing = new Map<OperationId, FakeScript>();
  private readonly received: FakeCall[] = [];

  /** Give this to the client as its `fetch`. */
  readonly fetch: FetchLike = async (url, init) => {
    const call = readFakeCall(url, init);
    this.received.push(call);
    const scripted = this.queues.get(call.operation)?.shift() ?? this.standing.get(call.operation) ?? {};
    return reply(typeof scripted === 'function' ? scripted(call) : scripted, call, init);
  };

  /** Answers the next requests of an operation, one answer each, in this order. */
  once(operation: OperationId, ...answers: readonly FakeScript[]): this {
    this.queues.set(operation, [...(this.queues.get(operation) ?? []), ...answers]);
    return this;
  }

  /** Answers every request of an operation for which nothing is queued. */
  always(operation: OperationId, answer: FakeScript): this {
    this.standing.set(operation, answer);
    return this;
  }

  /** What was asked, in order; of one operation, or of all. */
  calls(operation?: OperationId): readonly FakeCall[] {
    return this.received.filter((call) => operation === undefined || call.operation === operation);
  }
}

function reply(answer: FakeAnswer, call: FakeCall, { signal }: FetchInit): Promise<FetchAnswer> {
  if ('networkError' in answer) {
    const cause = Object.assign(new Error(answer.networkError), { code: answer.networkError });
    return Promise.reject(new TypeError('fetch failed', { cause }));
  }
  if ('hang' in answer) return untilAborted(signal);
  const { status = 200, headers = {} } = answer;
  const usual = status < 300 ? DEFAULT_BODIES[call.operation](call) : { code: 0, message: `Fake ${status}` };
  const body = answer.body ?? usual;
  return Promise.resolve({
    status,
    headers: new Headers(headers),
    text: () => Promise.resolve(typeof body === 'string' ? body : JSON.stringify(body)),
  });
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason belongs to the caller
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
