import { PinterestClient, type PinterestClientOptions } from '../client.ts';
import { FakePinterest } from '../testing/fake-pinterest.ts';
import { type FetchLike } from './fetch-like.ts';

// Real: everything but network and clock.
const hanging = () => new FakePinterest().always('user_account/get', { hang: true });
const clientOf = (options: Partial<PinterestClientOptions>) =>
  new PinterestClient({ accessToken: 'pina_fake', ...options });
const headOf = (status: number, text: () => Promise<string>): FetchLike => {
  return () => Promise.resolve({ status, headers: new Headers(), text });
};

describe('a call that takes too long', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const outcome = (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: unknown) => error,
    );

  it('fails after 30 seconds by default', async () => {
    const failed = outcome(clientOf({ fetch: hanging().fetch }).userAccount.get());
    await jest.advanceTimersByTimeAsync(29_999);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    await expect(failed).resolves.toMatchObject({ kind: 'transient', timedOut: true, httpStatus: null });
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    ['of the client', { timeoutMs: 50 }, {}],
    ['of the call, over the one of the client', { timeoutMs: 5_000 }, { timeoutMs: 50 }],
  ])('fails after the time %s', async (_whose, options, call) => {
    const failed = outcome(clientOf({ ...options, fetch: hanging().fetch }).userAccount.get(call));
    await jest.advanceTimersByTimeAsync(50);
    await expect(failed).resolves.toMatchObject({ timedOut: true, maybeApplied: false });
  });

  it('fails also when fetch does not listen to the signal, and when the body is what is slow', async () => {
    const never = () => new Promise<never>(() => undefined);
    const deaf = clientOf({ fetch: never }).customerLists;
    const slowBody = clientOf({ fetch: headOf(200, never) }).customerLists;
    const failed = [deaf, slowBody].map((lists) =>
      outcome(lists.update('1', '2', { operationType: 'REMOVE', records: 'aa' }, { timeoutMs: 50 })),
    );
    await jest.advanceTimersByTimeAsync(50);
    await expect(Promise.all(failed)).resolves.toMatchObject([
      { timedOut: true, maybeApplied: true, httpStatus: null },
      { timedOut: true, maybeApplied: true, httpStatus: 200 },
    ]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])(
    'refuses %p for a time: a timer would take it for one millisecond',
    async (timeoutMs) => {
      const pinterest = new FakePinterest();
      expect(() => clientOf({ timeoutMs })).toThrow(RangeError);
      const call = clientOf({ fetch: pinterest.fetch }).userAccount.get({ timeoutMs });
      await expect(call).rejects.toThrow(RangeError);
      expect(pinterest.calls()).toEqual([]);
    },
  );

  it('counts the wait for the token, which sends nothing', async () => {
    const pinterest = new FakePinterest();
    const client = clientOf({ fetch: pinterest.fetch, accessToken: () => new Promise(() => undefined) });
    const failed = outcome(client.audiences.update('1', '2', { name: 'x' }, { timeoutMs: 50 }));
    await jest.advanceTimersByTimeAsync(50);
    await expect(failed).resolves.toMatchObject({ timedOut: true, maybeApplied: false });
    expect(pinterest.calls()).toEqual([]);
  });

  it('does not count the waiting inside a wrap hook', async () => {
    const wait = new Promise((resolve) => setTimeout(resolve, 60_000));
    const pinterest = new FakePinterest();
    const hooks = { wrap: <T>(_request: unknown, next: () => Promise<T>) => wait.then(() => next()) };
    const answered = outcome(clientOf({ fetch: pinterest.fetch, hooks }).userAccount.get());
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(answered).resolves.toBe('answered');
  });
});

describe('a cancelled call', () => {
  it("rejects with the signal's own reason", async () => {
    const controller = new AbortController();
    const cancelled = clientOf({ fetch: hanging().fetch }).userAccount.get({ signal: controller.signal });
    controller.abort(new Error('shutting down'));
    await expect(cancelled).rejects.toThrow('shutting down');
  });

  it('sends nothing when it is cancelled before', async () => {
    const pinterest = new FakePinterest();
    const call = clientOf({ fetch: pinterest.fetch }).userAccount.get({ signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(pinterest.calls()).toEqual([]);
  });
});

describe('a body that breaks off', () => {
  const broken = () => Promise.reject(new TypeError('terminated', { cause: { code: 'UND_ERR_SOCKET' } }));

  it('leaves a refusal a refusal', async () => {
    const client = clientOf({ fetch: headOf(429, broken) });
    await expect(client.userAccount.get()).rejects.toMatchObject({ kind: 'throttled', httpStatus: 429 });
  });

  it('makes a success uncertain', async () => {
    const call = clientOf({ fetch: headOf(200, broken) }).audiences.update('1', '2', { name: 'x' });
    await expect(call).rejects.toMatchObject({
      kind: 'transient',
      httpStatus: 200,
      maybeApplied: true,
      networkCode: 'UND_ERR_SOCKET',
    });
  });
});

it("finds the system's code behind several tried addresses", async () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const cause = new AggregateError([refused]);
  const client = clientOf({ fetch: () => Promise.reject(new TypeError('fetch failed', { cause })) });
  await expect(client.userAccount.get()).rejects.toMatchObject({ networkCode: 'ECONNREFUSED' });
});

it("passes on what the caller's own token source throws", async () => {
  const gone = new Error('connection needs a person');
  const client = clientOf({ fetch: new FakePinterest().fetch, accessToken: () => Promise.reject(gone) });
  await expect(client.userAccount.get()).rejects.toBe(gone);
});

it.each(['', 'pina_fa\nke', 'pina_fäke'])(
  'refuses a token that no header can hold, without quoting it',
  async (token) => {
    const pinterest = new FakePinterest();
    const call = clientOf({ fetch: pinterest.fetch, accessToken: token }).userAccount.get();
    await expect(call).rejects.toThrow(/^accessToken is empty or holds what no header may hold$/);
    expect(pinterest.calls()).toEqual([]);
  },
);

it('refuses a base URL that is none when the client is made', () => {
  expect(() => clientOf({ baseUrl: 'api.pinterest.com/v5' })).toThrow('Invalid URL');
});

it('one signal may end many calls, without a warning of a leak', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): void => void warnings.push(warning);
  process.on('warning', listen);
  const { signal } = new AbortController();
  const client = clientOf({ fetch: new FakePinterest().fetch });
  await Promise.all(Array.from({ length: 30 }, () => client.userAccount.get({ signal })));
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  expect(warnings).toEqual([]);
});
