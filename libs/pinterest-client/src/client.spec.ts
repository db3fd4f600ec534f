import { PinterestClient } from './client.ts';
import { type FetchInit } from './http/fetch-like.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  text: () => Promise.resolve(typeof body === 'string' ? body : JSON.stringify(body)),
});

describe('PinterestClient', () => {
  it('sends records joined once, with the token, and answers typed data with meta', async () => {
    const sent: [string, FetchInit][] = [];
    const client = new PinterestClient({
      accessToken: () => 'pina_fake',
      fetch: (url, init) => {
        sent.push([url, init]);
        return Promise.resolve(
          answer(
            200,
            { id: '901', ad_account_id: '12', num_batches: 2, created_time: 1_700_000_000 },
            {
              'x-pinterest-rid': 'rid-1',
              'x-ratelimit-limit': '400, 400;w=60',
              'x-ratelimit-remaining': '399',
              'x-ratelimit-reset': '7',
            },
          ),
        );
      },
    });
    const { data, meta } = await client.customerLists.update('12', '901', {
      operationType: 'ADD',
      records: ['aa', 'bb'],
    });
    expect(data).toMatchObject({ id: '901', adAccountId: '12', numBatches: 2, status: null });
    expect(data.createdAt).toEqual(new Date(1_700_000_000_000));
    expect(meta).toMatchObject({
      status: 200,
      requestId: 'rid-1',
      rateLimit: { limit: 400, remaining: 399, resetSeconds: 7 },
    });
    const [url, init] = sent[0] ?? [];
    expect(url).toBe('https://api.pinterest.com/v5/ad_accounts/12/customer_lists/901');
    expect(init).toMatchObject({
      method: 'PATCH',
      body: '{"operation_type":"ADD","records":"aa,bb"}',
      headers: { authorization: 'Bearer pina_fake', 'content-type': 'application/json' },
      redirect: 'manual',
    });
  });
});
