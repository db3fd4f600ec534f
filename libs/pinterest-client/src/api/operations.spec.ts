import { PinterestClient } from '../client.ts';
import { OPERATIONS } from '../operations.ts';
import { FakePinterest } from '../testing/fake-pinterest.ts';

const LIST = { id: '34', ad_account_id: '12', name: 'VIPs', status: 'READY', exceptions: { odd: [1] } };

function setUp() {
  const pinterest = new FakePinterest();
  return { pinterest, client: new PinterestClient({ accessToken: 'pina_fake', fetch: pinterest.fetch }) };
}

describe('every operation', () => {
  it.each<[string, (client: PinterestClient) => Promise<unknown>, object]>([
    ['user_account/get', (c) => c.userAccount.get(), {}],
    [
      'ad_accounts/list',
      (c) => c.adAccounts.list({ pageSize: 100, bookmark: 'b=', includeSharedAccounts: false }),
      { query: { page_size: '100', bookmark: 'b=', include_shared_accounts: 'false' } },
    ],
    ['ad_accounts/get', (c) => c.adAccounts.get('12'), { ids: ['12'] }],
    ['terms_of_service/get', (c) => c.adAccounts.termsOfService('12'), { ids: ['12'] }],
    [
      'customer_lists/create',
      (c) => c.customerLists.create('12', { name: 'VIPs', records: ['aa', 'bb'], listType: 'IDFA' }),
      { ids: ['12'], body: { name: 'VIPs', records: 'aa,bb', list_type: 'IDFA' } },
    ],
    [
      'customer_lists/list',
      (c) => c.customerLists.list('12', { order: 'DESCENDING' }),
      { ids: ['12'], query: { order: 'DESCENDING' } },
    ],
    ['customer_lists/get', (c) => c.customerLists.get('12', '34'), { ids: ['12', '34'] }],
    [
      'customer_lists/update',
      (c) => c.customerLists.update('12', '34', { operationType: 'REMOVE', records: 'aa' }),
      { ids: ['12', '34'], body: { operation_type: 'REMOVE', records: 'aa' } },
    ],
    [
      'audiences/create',
      (c) =>
        c.audiences.create('12', { name: 'VIPs', rule: { type: 'CUSTOMER_LIST', customerListId: '34' } }),
      {
        body: {
          ad_account_id: '12',
          name: 'VIPs',
          audience_type: 'CUSTOMER_LIST',
          rule: { customer_list_id: '34' },
        },
      },
    ],
    [
      'audiences/create',
      (c) =>
        c.audiences.create('12', {
          name: 'Like VIPs',
          description: 'new customers',
          rule: { type: 'ACTALIKE', seedAudienceIds: ['56'], country: 'US', percentage: 3 },
        }),
      {
        body: {
          ad_account_id: '12',
          name: 'Like VIPs',
          description: 'new customers',
          audience_type: 'ACTALIKE',
          rule: { seed_id: ['56'], country: 'US', percentage: 3 },
        },
      },
    ],
    [
      'audiences/list',
      (c) => c.audiences.list('12', { ownershipType: 'RECEIVED', pageSize: 250 }),
      { query: { ownership_type: 'RECEIVED', page_size: '250' } },
    ],
    ['audiences/get', (c) => c.audiences.get('12', '56'), { ids: ['12', '56'] }],
    [
      'audiences/update',
      (c) => c.audiences.update('12', '56', { name: 'VIP' }),
      { ids: ['12', '56'], body: { ad_account_id: '12', operation_type: 'UPDATE', name: 'VIP' } },
    ],
    [
      'audiences/update',
      (c) => c.audiences.update('12', '56', { operationType: 'REMOVE' }),
      { body: { ad_account_id: '12', operation_type: 'REMOVE' } },
    ],
  ])('%s asks what the official description says', async (operation, call, expected) => {
    const { client, pinterest } = setUp();
    await expect(call(client)).resolves.toHaveProperty('meta.status', 200);
    expect(pinterest.calls()).toMatchObject([{ operation, query: {}, body: {}, ...expected }]);
    expect(Object.keys(OPERATIONS)).toContain(operation);
  });

  it.each(['', '../user_account', '1/2', '12?x=1', ' 12', 'me'])(
    'refuses the id %j before sending',
    async (id) => {
      const { client, pinterest } = setUp();
      await expect(client.adAccounts.get(id)).rejects.toThrow(TypeError);
      await expect(client.audiences.get('12', id)).rejects.toThrow(TypeError);
      await expect(client.customerLists.get('12', id)).rejects.toThrow(TypeError);
      expect(pinterest.calls()).toEqual([]);
    },
  );
});

describe('answers', () => {
  it('become camelCase data with dates; what is absent or of another type is null', async () => {
    const { client, pinterest } = setUp();
    pinterest.once('customer_lists/get', {
      body: { ...LIST, num_batches: '3', created_time: 1_750_000_000 },
    });
    const { data } = await client.customerLists.get('12', '34');
    expect(data).toEqual({
      id: '34',
      adAccountId: '12',
      name: 'VIPs',
      status: 'READY',
      numBatches: null,
      numUploadedUserRecords: null,
      numRemovedUserRecords: null,
      createdAt: new Date('2025-06-15T15:06:40Z'),
      updatedAt: null,
      exceptions: { odd: [1] },
    });
  });

  it('keep both ids of an audience, and pass values on that are newer than this library', async () => {
    const { client, pinterest } = setUp();
    pinterest.once('audiences/get', {
      body: {
        id: '56',
        status: 'FROZEN',
        size: 1200,
        rule: { customer_list_id: '34' },
        audience_type: 'NEW',
      },
    });
    const { data } = await client.audiences.get('12', '56');
    expect(data).toMatchObject({
      id: '56',
      customerListId: '34',
      seedAudienceIds: [],
      status: 'FROZEN',
      size: 1200,
    });
  });

  it('carry ad accounts with roles and owner, and the state of the terms', async () => {
    const { client } = setUp();
    const { data } = await client.adAccounts.get('12');
    expect(data).toMatchObject({
      id: '12',
      permissions: ['OWNER'],
      ownerUsername: 'fake_brand',
      currency: 'USD',
    });
    expect((await client.adAccounts.termsOfService('12')).data.hasAccepted).toBe(true);
    expect((await client.userAccount.get()).data).toMatchObject({
      username: 'fake_brand',
      accountType: 'BUSINESS',
    });
  });

  it('keep an id exactly, and take one that came as a number', async () => {
    const { client, pinterest } = setUp();
    pinterest.once('customer_lists/get', { body: '{"id":"549755885175000001"}' }, { body: '{"id":42}' });
    expect((await client.customerLists.get('12', '34')).data.id).toBe('549755885175000001');
    expect((await client.customerLists.get('12', '34')).data.id).toBe('42');
  });

  it.each(['{"id":549755885175000001}', '{}', 'null', '[]', '"34"', '{"id":'])(
    '%s is unreadable',
    async (body) => {
      const { client, pinterest } = setUp();
      pinterest.once('customer_lists/get', { body });
      await expect(client.customerLists.get('12', '34')).rejects.toMatchObject({
        kind: 'transient',
        httpStatus: 200,
      });
    },
  );
});
