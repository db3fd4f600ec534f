import { PinterestClient } from './client.ts';
import { type PinterestHooks } from './hooks.ts';
import { FakePinterest } from './testing/fake-pinterest.ts';

const setUp = (hooks: PinterestHooks | readonly PinterestHooks[], pinterest = new FakePinterest()) => ({
  pinterest,
  client: new PinterestClient({ accessToken: 'pina_fake', fetch: pinterest.fetch, hooks }),
});
const slowDown = { status: 429, body: { code: 8, message: 'Slow down' }, headers: { 'retry-after': '0' } };

describe('hooks', () => {
  it('wrap each request, the first one outermost, and watch it go and come back', async () => {
    const seen: string[] = [];
    const around = (name: string): PinterestHooks => ({
      wrap: async (_request, next) => {
        seen.push(`${name} before`);
        const result = await next();
        seen.push(`${name} after`);
        return result;
      },
      onRequest: () => seen.push(`${name} sent`),
      onResponse: (_request, outcome) => seen.push(`${name} ok=${outcome.ok}`),
    });
    await setUp([around('a'), around('b')]).client.userAccount.get();
    expect(seen).toEqual([
      'a before',
      'b before',
      'a sent',
      'b sent',
      'a ok=true',
      'b ok=true',
      'b after',
      'a after',
    ]);
  });

  it('learn operation, quota category and ad account, and neither token nor records', async () => {
    const requests: unknown[] = [];
    const { client } = setUp({ onRequest: (request) => requests.push(request) });
    await client.customerLists.update('12', '34', { operationType: 'ADD', records: 'record-1' });
    expect(requests).toEqual([
      {
        operation: 'customer_lists/update',
        rateCategory: 'ads_write',
        method: 'PATCH',
        path: '/ad_accounts/12/customer_lists/34',
        adAccountId: '12',
        signal: null,
      },
    ]);
    expect(JSON.stringify(requests)).not.toMatch(/pina_|record-1/);
  });

  it('let a wrap keep a request back, and nothing is sent then', async () => {
    const { client, pinterest } = setUp({ wrap: () => Promise.reject(new Error('not now')) });
    await expect(client.userAccount.get()).rejects.toThrow('not now');
    expect(pinterest.calls()).toEqual([]);
  });

  it('let a wrap send again: each next() is one request with a fresh token', async () => {
    const pinterest = new FakePinterest().once('user_account/get', slowDown);
    let tokens = 0;
    const client = new PinterestClient({
      accessToken: () => `pina_fake_${++tokens}`,
      fetch: pinterest.fetch,
      hooks: { wrap: (_request, next) => next().catch(() => next()) },
    });
    await expect(client.userAccount.get()).resolves.toMatchObject({ meta: { status: 200 } });
    expect(pinterest.calls().map(({ headers }) => headers.authorization)).toEqual([
      'Bearer pina_fake_1',
      'Bearer pina_fake_2',
    ]);
  });

  it('see an error as it is thrown', async () => {
    const outcomes: unknown[] = [];
    const { client } = setUp(
      { onResponse: (_request, outcome) => outcomes.push(outcome) },
      new FakePinterest().once('user_account/get', slowDown),
    );
    const error: unknown = await client.userAccount.get().catch((thrown: unknown) => thrown);
    expect(outcomes).toEqual([{ ok: false, error }]);
  });

  it('that only watch cannot harm the request', async () => {
    const broken = () => {
      throw new Error('logger down');
    };
    const { client } = setUp({ onRequest: broken, onResponse: broken });
    await expect(client.userAccount.get()).resolves.toMatchObject({ meta: { status: 200 } });
  });
});
