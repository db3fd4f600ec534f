import { once } from 'node:events';
import { createServer } from 'node:net';
import { PinterestClient, PinterestOAuth } from '../src/index.ts';
import { HttpServer } from './http-server.ts';

// Real: HTTP over loopback and the platform's own fetch. Faked: what Pinterest would say.
const LIST = JSON.stringify({ id: '34', ad_account_id: '12', name: 'VIPs', status: 'READY' });
let server: HttpServer;
let baseUrl: string;
let client: PinterestClient;

beforeEach(async () => {
  server = new HttpServer();
  baseUrl = await server.start();
  client = new PinterestClient({ accessToken: 'pina_fake', baseUrl });
});
afterEach(() => server.stop());

const add = (options?: { timeoutMs?: number; signal?: AbortSignal }) =>
  client.customerLists.update('12', '34', { operationType: 'ADD', records: ['aa', 'bb'] }, options);

describe('over a real connection', () => {
  it('sends path, token and body, and reads headers and data', async () => {
    server.answer = (_request, response) =>
      response.writeHead(200, { 'X-Pinterest-RID': '77', 'X-RateLimit-Remaining': '6' }).end(LIST);
    const { data, meta } = await add();
    expect(data).toMatchObject({ id: '34', name: 'VIPs' });
    expect(meta).toMatchObject({ status: 200, requestId: '77', rateLimit: { remaining: 6 } });
    expect(meta.roundTripMs).toBeGreaterThan(0);
    expect(server.requests).toMatchObject([
      {
        method: 'PATCH',
        url: '/v5/ad_accounts/12/customer_lists/34',
        headers: { authorization: 'Bearer pina_fake', 'content-type': 'application/json' },
        body: '{"operation_type":"ADD","records":"aa,bb"}',
      },
    ]);
  });

  it('carries 1,900 hashed records in one body', async () => {
    server.answer = (_request, response) => response.end(LIST);
    const records = Array.from({ length: 1_900 }, (_, index) => index.toString(16).padStart(64, '0'));
    await client.customerLists.update('12', '34', { operationType: 'ADD', records });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      operation_type: 'ADD',
      records: records.join(','),
    });
  });

  it('does not follow a redirect with records in hand', async () => {
    server.answer = ({ url }, response) => response.writeHead(307, { location: `${url}/elsewhere` }).end();
    await expect(add()).rejects.toMatchObject({ kind: 'unexpected', httpStatus: 307 });
    expect(server.requests).toHaveLength(1);
  });

  it('exchanges a code as a form', async () => {
    const grantBody = '{"access_token":"pina_1","token_type":"bearer","expires_in":60,"scope":"ads:read"}';
    server.answer = (_request, response) => response.end(grantBody);
    const oauth = new PinterestOAuth({ clientId: 'app', clientSecret: 'fake', apiUrl: baseUrl });
    const grant = await oauth.exchangeCode({ code: 'c 1', redirectUri: 'https://brand.example/cb' });
    expect(grant).toMatchObject({ accessToken: 'pina_1', scopes: ['ads:read'] });
    const body =
      'grant_type=authorization_code&code=c+1&redirect_uri=https%3A%2F%2Fbrand.example%2Fcb&continuous_refresh=true';
    expect(server.requests).toMatchObject([
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body },
    ]);
  });
});

describe('a connection that breaks', () => {
  it('before any answer: the write may have been applied', async () => {
    server.answer = ({ socket }) => socket.resetAndDestroy();
    await expect(add()).rejects.toMatchObject({ kind: 'transient', maybeApplied: true, httpStatus: null });
    expect(server.requests).toHaveLength(1);
  });

  it('in the middle of the answer: likewise', async () => {
    server.answer = ({ socket }, response) => {
      response.writeHead(200, { 'content-length': '1000', 'x-pinterest-rid': '78' });
      response.write('{"id":"34"', () => socket.resetAndDestroy());
    };
    await expect(add()).rejects.toMatchObject({
      kind: 'transient',
      maybeApplied: true,
      httpStatus: 200,
      requestId: '78',
    });
  });

  it('in the middle of a refusal: still a refusal', async () => {
    server.answer = ({ socket }, response) => {
      response.writeHead(429, { 'content-length': '1000', 'retry-after': '3' });
      response.write('{"code":8', () => socket.resetAndDestroy());
    };
    await expect(add()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 3_000 });
  });

  it('before it was made: nothing was applied', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    free.close();
    await once(free, 'close');
    const nobody = new PinterestClient({ accessToken: 'pina_fake', baseUrl: `http://127.0.0.1:${port}/v5` });
    const refused = nobody.customerLists.update('12', '34', { operationType: 'ADD', records: 'aa' });
    await expect(refused).rejects.toMatchObject({
      kind: 'transient',
      maybeApplied: false,
      networkCode: 'ECONNREFUSED',
    });
  });
});

describe('a time-out', () => {
  it('ends the wait for the headers, and lets the connection go', async () => {
    const closed = new Promise((resolve) => {
      server.answer = ({ socket }) => socket.once('close', resolve);
    });
    await expect(add({ timeoutMs: 50 })).rejects.toMatchObject({
      kind: 'transient',
      timedOut: true,
      maybeApplied: true,
    });
    await closed;
  });

  it('ends the wait for a body that never ends', async () => {
    server.answer = (_request, response) => {
      const drip = setInterval(() => response.write(' '), 5);
      response.once('close', () => clearInterval(drip));
    };
    await expect(add({ timeoutMs: 80 })).rejects.toMatchObject({ timedOut: true, httpStatus: 200 });
  });
});

describe('cancelling', () => {
  it('ends the call with the reason of the caller, and lets the connection go', async () => {
    const controller = new AbortController();
    const closed = new Promise((resolve) => {
      server.answer = ({ socket }) => {
        socket.once('close', resolve);
        controller.abort(new Error('shutting down'));
      };
    });
    await expect(add({ signal: controller.signal })).rejects.toThrow('shutting down');
    await closed;
  });

  it('leaves no listener on a signal that lives long', async () => {
    server.answer = (_request, response) => response.end(LIST);
    const { signal } = new AbortController();
    const [added, removed] = [
      jest.spyOn(signal, 'addEventListener'),
      jest.spyOn(signal, 'removeEventListener'),
    ];
    for (let turn = 0; turn < 5; turn++) await add({ signal });
    expect(added).toHaveBeenCalledTimes(5);
    expect(removed).toHaveBeenCalledTimes(5);
  });
});
