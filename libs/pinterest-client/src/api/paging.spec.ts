import { PinterestClient } from '../client.ts';
import { FakePinterest } from '../testing/fake-pinterest.ts';

const account = (id: number) => ({ id: String(id), name: `Account ${id}` });

/** Pages of two out of five ad accounts; the bookmark is the index of the next one. */
function setUp() {
  const pinterest = new FakePinterest().always('ad_accounts/list', ({ query }) => {
    const from = Number(query.bookmark ?? 0);
    const items = [1, 2, 3, 4, 5].slice(from, from + 2).map(account);
    return { body: { items, bookmark: from + 2 < 5 ? String(from + 2) : null } };
  });
  return { pinterest, client: new PinterestClient({ accessToken: 'pina_fake', fetch: pinterest.fetch }) };
}

async function idsOf(items: AsyncIterable<{ readonly id: string }>, limit = Infinity): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of items) if (ids.push(id) >= limit) break;
  return ids;
}

describe('list', () => {
  it('answers a page and where the next one starts', async () => {
    const { client } = setUp();
    const first = await client.adAccounts.list();
    expect(first.data).toMatchObject({ items: [{ id: '1' }, { id: '2' }], bookmark: '2' });
    const last = await client.adAccounts.list({ bookmark: '4' });
    expect(last.data).toMatchObject({ items: [{ id: '5' }], bookmark: null });
  });

  it.each([0, 251, 1.5, Number.NaN])('refuses a page size of %s before sending', async (pageSize) => {
    const { client, pinterest } = setUp();
    await expect(client.adAccounts.list({ pageSize })).rejects.toThrow(RangeError);
    expect(pinterest.calls()).toEqual([]);
  });

  it.each([{ items: 'none' }, { items: [1] }, { items: [{ name: 'no id' }] }, {}])(
    '%j is unreadable',
    async (body) => {
      const { client, pinterest } = setUp();
      pinterest.once('ad_accounts/list', { body });
      await expect(client.adAccounts.list()).rejects.toMatchObject({ kind: 'transient' });
    },
  );
});

describe('iterate', () => {
  it('follows the bookmarks to the end, with the largest pages and the given filter', async () => {
    const { client, pinterest } = setUp();
    expect(await idsOf(client.adAccounts.iterate({ includeSharedAccounts: false }))).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ]);
    expect(pinterest.calls().map(({ query }) => query)).toEqual([
      { page_size: '250', include_shared_accounts: 'false' },
      { page_size: '250', bookmark: '2', include_shared_accounts: 'false' },
      { page_size: '250', bookmark: '4', include_shared_accounts: 'false' },
    ]);
  });

  it('asks for a page only when it is needed', async () => {
    const { client, pinterest } = setUp();
    expect(await idsOf(client.adAccounts.iterate({ pageSize: 2 }), 2)).toEqual(['1', '2']);
    expect(pinterest.calls()).toHaveLength(1);
  });

  it('starts at a bookmark', async () => {
    expect(await idsOf(setUp().client.adAccounts.iterate({ bookmark: '4' }))).toEqual(['5']);
  });

  it('does not go round in circles when the server repeats its bookmark', async () => {
    const { client, pinterest } = setUp();
    pinterest.always('ad_accounts/list', { body: { items: [account(1)], bookmark: 'same' } });
    expect(await idsOf(client.adAccounts.iterate(), 100)).toEqual(['1', '1']);
  });

  it('does not go round in circles of several pages either', async () => {
    const { client, pinterest } = setUp();
    const next: Record<string, string> = { '': 'a', a: 'b', b: 'a' };
    pinterest.always('ad_accounts/list', ({ query }) => ({
      body: { items: [account(1)], bookmark: next[query['bookmark'] ?? ''] },
    }));
    expect(await idsOf(client.adAccounts.iterate(), 100)).toHaveLength(3);
  });

  it('ends with the error of the page that failed', async () => {
    const { client, pinterest } = setUp();
    pinterest.once('ad_accounts/list', { body: { items: [account(1)], bookmark: '2' } }, { status: 500 });
    await expect(idsOf(client.adAccounts.iterate())).rejects.toMatchObject({
      kind: 'transient',
      httpStatus: 500,
    });
  });

  it('stops between pages when it is cancelled', async () => {
    const { client, pinterest } = setUp();
    const controller = new AbortController();
    const items = client.adAccounts.iterate({}, { signal: controller.signal });
    await items.next();
    await items.next();
    controller.abort(new Error('enough'));
    await expect(items.next()).rejects.toThrow('enough');
    expect(pinterest.calls()).toHaveLength(1);
  });

  it('exists for customer lists and audiences too', async () => {
    const { client } = setUp();
    expect(await idsOf(client.customerLists.iterate('12', { order: 'ASCENDING' }))).toEqual([
      '700000000000000001',
    ]);
    expect(await idsOf(client.audiences.iterate('12'))).toEqual(['600000000000000001']);
  });
});
