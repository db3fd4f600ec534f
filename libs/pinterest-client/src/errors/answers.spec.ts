import { PinterestClient } from '../client.ts';
import { type OperationId } from '../operations.ts';
import { PinterestOAuth } from '../oauth/pinterest-oauth.ts';
import { type FakeAnswer, FakePinterest } from '../testing/fake-pinterest.ts';
import { classifyPinterestError, isPinterestError, type PinterestError } from './pinterest-error.ts';

// Everything is real here but the network: FakePinterest is the `fetch`.
const CALLS = {
  'user_account/get': (client) => client.userAccount.get(),
  'ad_accounts/list': (client) => client.adAccounts.list(),
  'customer_lists/create': (client) => client.customerLists.create('12', { name: 'VIPs', records: 'aa' }),
  'customer_lists/get': (client) => client.customerLists.get('12', '34'),
  'customer_lists/update': (client) =>
    client.customerLists.update('12', '34', { operationType: 'ADD', records: ['aa', 'bb'] }),
  'audiences/create': (client) =>
    client.audiences.create('12', { name: 'VIPs', rule: { type: 'CUSTOMER_LIST', customerListId: '34' } }),
} satisfies Partial<Record<OperationId, (client: PinterestClient) => Promise<unknown>>>;
type Called = keyof typeof CALLS;

async function errorOf(operation: Called, answer: FakeAnswer): Promise<PinterestError> {
  const { fetch } = new FakePinterest().always(operation, answer);
  const client = new PinterestClient({ accessToken: 'pina_fake', fetch });
  const error: unknown = await CALLS[operation](client).catch((thrown: unknown) => thrown);
  if (!isPinterestError(error)) throw new Error('expected a PinterestError', { cause: error });
  return error;
}

const said = (status: number, code: number, message: string): FakeAnswer => ({
  status,
  body: { code, message },
});
const page = (status: number): FakeAnswer => ({
  status,
  body: '<!DOCTYPE html><html><body>Bad gateway</body></html>',
  headers: { 'content-type': 'text/html' },
});

describe('an answer is judged by status first, code second, message third', () => {
  it.each<[FakeAnswer, Called, string, boolean]>([
    [said(401, 2, 'Authentication failed.'), 'customer_lists/update', 'token', false],
    [said(401, 99, 'Something new'), 'customer_lists/update', 'token', false],
    [{ status: 401, body: '' }, 'customer_lists/update', 'token', false],
    [said(401, 3, 'Not enough scope'), 'customer_lists/update', 'permission', false],
    [
      said(401, 29, 'You are not permitted to access that resource.'),
      'customer_lists/update',
      'permission',
      false,
    ],
    [{ status: 401, body: { message: 'Missing scope ads:write' } }, 'user_account/get', 'permission', false],
    [said(403, 29, 'You are not permitted'), 'customer_lists/update', 'permission', false],
    [said(403, 403, 'Not authorized to access the user account'), 'user_account/get', 'permission', false],
    [{ status: 403, body: '' }, 'customer_lists/update', 'permission', false],
    [said(404, 2, 'Customer list not found.'), 'customer_lists/update', 'gone', false],
    [{ status: 404, body: '' }, 'customer_lists/get', 'gone', false],
    [said(404, 2, 'Nothing here'), 'ad_accounts/list', 'unexpected', false],
    [said(400, 1, 'Invalid records'), 'customer_lists/update', 'badRecords', false],
    [said(413, 1, 'Too large'), 'customer_lists/update', 'badRecords', false],
    [page(413), 'customer_lists/update', 'badRecords', false],
    [said(422, 1, 'Unprocessable'), 'customer_lists/create', 'badRecords', false],
    [said(400, 400, 'Invalid ad account audience parameters.'), 'audiences/create', 'unexpected', false],
    [said(405, 5, 'Method not allowed'), 'customer_lists/update', 'unexpected', false],
    [said(429, 8, 'You have exceeded your rate limit.'), 'customer_lists/update', 'throttled', true],
    [said(429, 30, 'Limit'), 'user_account/get', 'throttled', true],
    [page(429), 'customer_lists/update', 'throttled', true],
    [said(500, 12, 'Something went wrong on our end'), 'customer_lists/update', 'transient', true],
    [said(503, 2, 'Authentication failed.'), 'customer_lists/update', 'transient', true],
    [said(408, 0, 'Request timeout'), 'customer_lists/update', 'transient', true],
    [said(409, 0, 'Conflict'), 'customer_lists/update', 'transient', true],
    [page(502), 'customer_lists/update', 'transient', true],
    [page(404), 'customer_lists/update', 'transient', true],
    [page(403), 'customer_lists/update', 'transient', true],
    [
      { status: 302, body: '', headers: { location: 'https://elsewhere.example' } },
      'user_account/get',
      'unexpected',
      false,
    ],
  ])('%j to %s is %s', async (answer, operation, kind, retryable) => {
    const error = await errorOf(operation, answer);
    expect(error).toMatchObject({ kind, retryable, operation });
    expect(error.reason).toMatch(/^[A-Z].{20,}\.$/);
    expect(classifyPinterestError(error)).toBe(kind);
  });

  it('what is no PinterestError is unexpected', () => {
    for (const thrown of [new TypeError('a bug'), 'text', null, undefined, { kind: 'token' }])
      expect(classifyPinterestError(thrown)).toBe('unexpected');
  });
});

describe('a 429', () => {
  it('that speaks of spam says so', async () => {
    const error = await errorOf('customer_lists/update', {
      status: 429,
      body: { code: 8, message: 'Request blocked', message_detail: 'This looks like spam.' },
    });
    expect(error).toMatchObject({ kind: 'throttled', spam: true, concurrentWrites: false });
  });

  it('about several writes to one object says so', async () => {
    const message = 'Limit exceeded, or several writes to the same object in a short time window.';
    const error = await errorOf('customer_lists/update', said(429, 8, message));
    expect(error).toMatchObject({ kind: 'throttled', spam: false, concurrentWrites: true });
  });

  it('carries the state of the quota and how long to wait', async () => {
    const error = await errorOf('customer_lists/update', {
      status: 429,
      body: { code: 8, message: 'You have exceeded your rate limit.' },
      headers: { 'x-ratelimit-limit': '300', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '67150' },
    });
    expect(error.retryAfterMs).toBe(67_150_000);
    expect(error.rateLimit).toEqual({ limit: 300, remaining: 0, resetSeconds: 67_150 });
    expect(error.maybeApplied).toBe(false);
  });
});

describe('whether a write may have been applied', () => {
  it.each<[FakeAnswer, Called, boolean]>([
    [{ status: 500 }, 'customer_lists/update', true],
    [{ status: 500 }, 'customer_lists/get', false],
    [{ status: 400 }, 'customer_lists/update', false],
    [{ status: 429 }, 'customer_lists/update', false],
    [{ networkError: 'ECONNRESET' }, 'customer_lists/update', true],
    [{ networkError: 'UND_ERR_SOCKET' }, 'audiences/create', true],
    [{ networkError: 'ECONNRESET' }, 'user_account/get', false],
    [{ networkError: 'ECONNREFUSED' }, 'customer_lists/update', false],
    [{ networkError: 'ENOTFOUND' }, 'customer_lists/update', false],
    [{ networkError: 'UND_ERR_CONNECT_TIMEOUT' }, 'customer_lists/update', false],
    [{ status: 200, body: '' }, 'customer_lists/create', true],
    [{ status: 200, body: '<html></html>' }, 'customer_lists/update', true],
    [{ status: 200, body: { id: '' } }, 'customer_lists/update', true],
    [{ status: 200, body: [] }, 'customer_lists/get', false],
  ])('%j to %s: %s', async (answer, operation, maybeApplied) => {
    expect((await errorOf(operation, answer)).maybeApplied).toBe(maybeApplied);
  });

  it('says to look before creating again', async () => {
    const error = await errorOf('customer_lists/create', { networkError: 'ECONNRESET' });
    expect(error.reason).toMatch(/look whether it is there before creating it again/);
    expect(error).toMatchObject({ kind: 'transient', networkCode: 'ECONNRESET', httpStatus: null });
  });
});

it('an error tells the request id, code and message, and holds no secret', async () => {
  const error = await errorOf('customer_lists/update', {
    status: 400,
    body: {
      code: 1,
      message: `Invalid record ana@example.com, ${'a1'.repeat(32)} and 6D92078A-8246-4BA4-AE5B-76104861E7DC for pina_FAKE.token`,
    },
    headers: { 'x-pinterest-rid': '4711' },
  });
  expect(error).toMatchObject({
    name: 'PinterestError',
    httpStatus: 400,
    pinterestCode: 1,
    requestId: '4711',
    adAccountId: '12',
    message:
      'customer_lists/update answered 400 (code 1): Invalid record [email], [hash] and [device id] for [token]',
  });
  expect(JSON.stringify(error) + error.stack).not.toMatch(/pina_|ana@|a1a1|6D92/);
});

describe('the token endpoint', () => {
  it.each<[FakeAnswer, string]>([
    [{ status: 400, body: { error: 'invalid_grant', error_description: 'expired' } }, 'token'],
    [said(400, 283, 'Auth code is invalid or expired.'), 'token'],
    [said(401, 2, 'Authentication failed.'), 'token'],
    [{ status: 401, body: { error: 'invalid_client' } }, 'unexpected'],
    [{ status: 400, body: { error: 'invalid_scope' } }, 'permission'],
    [said(403, 29, 'Not permitted'), 'permission'],
    [said(429, 8, 'Limit'), 'throttled'],
    [said(500, 12, 'Oops'), 'transient'],
    [page(200), 'transient'],
    [{ status: 200, body: '' }, 'transient'],
    [{ status: 200, body: { access_token: 'pina_fake' } }, 'transient'],
    [{ status: 200, body: { expires_in: 3600 } }, 'transient'],
    [page(400), 'transient'],
    [{ networkError: 'ECONNRESET' }, 'transient'],
  ])('%j is %s', async (answer, kind) => {
    const { fetch } = new FakePinterest().always('oauth/token', answer);
    const oauth = new PinterestOAuth({ clientId: 'app', clientSecret: 'fake-secret', fetch });
    await expect(oauth.refresh({ refreshToken: 'pinr_fake' })).rejects.toMatchObject({ kind });
  });
});
