// Real: the sandbox over HTTP. Mocked: its clock, which stands still until a test moves it.
import { account, people, sha256, TestSandbox, USERS } from './sandbox-client.ts';

describe('customer lists', () => {
  let sandbox: TestSandbox;
  afterEach(() => sandbox.close());

  it('creates a list, adds to it, removes from it, and knows its exact members', async () => {
    sandbox = await TestSandbox.start();
    const user = await sandbox.connect(USERS.business);
    const id = await user.createList(account(1), people(0, 200));
    await user.patchList(account(1), id, 'ADD', people(100, 300));
    const removed = await user.patchList(account(1), id, 'REMOVE', people(0, 50));
    expect(removed.json).toMatchObject({
      id,
      ad_account_id: account(1),
      name: 'Readers',
      type: 'customerlist',
      num_batches: 3,
      num_uploaded_user_records: 400,
      num_removed_user_records: 50,
      exceptions: {},
    });
    const expected = people(50, 300).sort();
    const members = await sandbox.control('GET', `/customer_lists/${id}/members`);
    expect(members.text.split('\n')).toEqual(expected);
    expect(await sandbox.list(id)).toMatchObject({
      memberCount: 250,
      membersDigest: sha256(expected.join('\n')),
    });
  });

  it('moves from PROCESSING to READY or TOO_SMALL as time goes by', async () => {
    sandbox = await TestSandbox.start({ matchRate: 1, listProcessingMs: 60_000 });
    const user = await sandbox.connect(USERS.business);
    const ids = [
      await user.createList(account(1), people(0, 99)),
      await user.createList(account(1), people(0, 100)),
    ];
    const statuses = async () => {
      const answers = await Promise.all(
        ids.map((id) => user.get(`/ad_accounts/${account(1)}/customer_lists/${id}`)),
      );
      return answers.map(({ json }) => json['status']);
    };
    expect(await statuses()).toEqual(['PROCESSING', 'PROCESSING']);
    sandbox.advance(60_000);
    expect(await statuses()).toEqual(['TOO_SMALL', 'READY']);
  });

  it.each([
    ['a bad record', { name: 'A', records: `${sha256('a')},nobody` }],
    ['an empty record', { name: 'A', records: `${sha256('a')},,${sha256('b')}` }],
    ['no records', { name: 'A', records: '' }],
    ['records as an array', { name: 'A', records: [sha256('a')] }],
    ['no name', { records: sha256('a') }],
    ['an unknown list type', { name: 'A', records: sha256('a'), list_type: 'PHONE' }],
    ['a body that is no JSON', '{"name":'],
    ['a body that is no object', '[]'],
  ])('refuses a list with %s', async (_, body) => {
    sandbox = await TestSandbox.start();
    const user = await sandbox.connect(USERS.business);
    const refused = await user.send('POST', `/ad_accounts/${account(1)}/customer_lists`, body);
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ code: 1, status: 'failure' });
    expect(await user.all(`/ad_accounts/${account(1)}/customer_lists`)).toEqual([]);
  });

  it('changes nothing when one record of an update is bad', async () => {
    sandbox = await TestSandbox.start();
    const user = await sandbox.connect(USERS.business);
    const id = await user.createList(account(1), people(0, 3));
    const refused = await user.patchList(account(1), id, 'ADD', [
      ...people(10, 20),
      'bad record',
      ...people(20, 30),
    ]);
    expect([refused.status, refused.json['message']]).toEqual([400, "Record 11 of 'records' is not valid."]);
    expect(await sandbox.list(id)).toMatchObject({ memberCount: 3, numBatches: 1 });
  });

  it('refuses a body over the limit with 413 and goes on serving', async () => {
    sandbox = await TestSandbox.start();
    const user = await sandbox.connect(USERS.business);
    const id = await user.createList(account(1), people(0, 3));
    const refused = await user.send(
      'PATCH',
      `/ad_accounts/${account(1)}/customer_lists/${id}`,
      JSON.stringify({ operation_type: 'ADD', records: 'a'.repeat(1_048_576) }),
    );
    expect(refused.status).toBe(413);
    expect((await user.patchList(account(1), id, 'ADD', people(3, 4))).status).toBe(200);
    expect(await sandbox.tally(USERS.business)).toMatchObject({
      accepted: 2,
      refusedByReason: { bad_request: 1 },
    });
  });

  it('lets owners, admins and audience managers write, analysts read, and strangers neither', async () => {
    sandbox = await TestSandbox.start();
    const user = await sandbox.connect(USERS.business);
    const body = { name: 'A', records: sha256('a') };
    const writes = await Promise.all(
      [1, 4, 5, 6, 7].map((number) =>
        user.send('POST', `/ad_accounts/${account(number)}/customer_lists`, body),
      ),
    );
    const reads = await Promise.all(
      [6, 7].map((number) => user.get(`/ad_accounts/${account(number)}/customer_lists`)),
    );
    expect(writes.map(({ status }) => status)).toEqual([200, 200, 200, 403, 403]);
    expect(writes[3]?.json).toMatchObject({ code: 29, status: 'failure' });
    expect(reads.map(({ status }) => status)).toEqual([200, 403]);
  });

  it('takes no list while the terms are not accepted, and takes it once they are', async () => {
    sandbox = await TestSandbox.start();
    const user = await sandbox.connect(USERS.noTerms);
    const [first] = await user.all('/ad_accounts');
    const path = `/ad_accounts/${String(first?.['id'])}/customer_lists`;
    const refused = await user.send('POST', path, { name: 'A', records: sha256('a') });
    expect([refused.status, refused.json['message']]).toEqual([
      403,
      'The advertiser has not accepted the terms of service.',
    ]);
    await sandbox.control('POST', `/ad_accounts/${String(first?.['id'])}/terms`, { accepted: true });
    expect((await user.send('POST', path, { name: 'A', records: sha256('a') })).status).toBe(200);
  });

  it('lists in pages and in both orders; a deleted list is gone', async () => {
    sandbox = await TestSandbox.start({ unlimited: true });
    const user = await sandbox.connect(USERS.business);
    const ids: string[] = [];
    for (let index = 0; index < 12; index++) ids.push(await user.createList(account(1), people(0, 1)));
    const path = `/ad_accounts/${account(1)}/customer_lists`;
    await sandbox.control('POST', `/customer_lists/${ids[3]}/delete`);
    const living = ids.filter((id) => id !== ids[3]);
    expect((await user.all(path, { page_size: '5' })).map((list) => list['id'])).toEqual(living);
    const newestFirst = await user.all(path, { page_size: '5', order: 'DESCENDING' });
    expect(newestFirst.map((list) => list['id'])).toEqual(living.toReversed());
    const gone = await user.patchList(account(1), ids[3] ?? '', 'ADD', people(0, 1));
    expect([gone.status, gone.json['message']]).toEqual([404, 'Customer list not found.']);
    expect((await user.get(`${path}/${ids[3]}`)).status).toBe(404);
    expect((await user.get(`/ad_accounts/${account(2)}/customer_lists/${ids[0]}`)).status).toBe(404);
  });

  describe('what the official description leaves open', () => {
    const path = `/ad_accounts/${account(1)}/customer_lists`;

    it('may take an empty list', async () => {
      sandbox = await TestSandbox.start({ unknowns: { allowEmptyCreate: true } });
      const user = await sandbox.connect(USERS.business);
      expect((await user.send('POST', path, { name: 'A', records: '' })).status).toBe(200);
    });

    it('may refuse writes while PROCESSING', async () => {
      sandbox = await TestSandbox.start({
        listProcessingMs: 5_000,
        unknowns: { allowWriteWhileProcessing: false },
      });
      const user = await sandbox.connect(USERS.business);
      const id = await user.createList(account(1), people(0, 3));
      expect((await user.patchList(account(1), id, 'ADD', people(3, 4))).status).toBe(409);
      sandbox.advance(5_000);
      expect((await user.patchList(account(1), id, 'ADD', people(3, 4))).status).toBe(200);
    });

    it('may refuse a second write to one list in a short time', async () => {
      sandbox = await TestSandbox.start({
        unknowns: { minMsBetweenWritesToList: 60_000, sendRetryAfter: true },
      });
      const user = await sandbox.connect(USERS.business);
      const id = await user.createList(account(1), people(0, 3));
      const refused = await user.patchList(account(1), id, 'ADD', people(3, 4));
      expect([refused.status, refused.json['code']]).toEqual([429, 8]);
      expect(refused.json['message']).toContain('several writes to one object');
      sandbox.advance(60_000);
      expect((await user.patchList(account(1), id, 'ADD', people(3, 4))).status).toBe(200);
    });

    it('may limit the records of a request, demand unique names, keep kinds apart, and answer otherwise', async () => {
      sandbox = await TestSandbox.start({
        unlimited: true,
        unknowns: {
          maxRecordsPerRequest: 5,
          uniqueNames: true,
          allowMixedKinds: false,
          deletedListAnswer: { status: 400, code: 1 },
        },
      });
      const user = await sandbox.connect(USERS.business);
      const create = async (body: Record<string, unknown>) =>
        (await user.send('POST', path, { records: sha256('a'), ...body })).status;
      expect(await create({ name: 'A', records: people(0, 6).join(',') })).toBe(400);
      expect(await create({ name: 'A' })).toBe(200);
      expect(await create({ name: 'A' })).toBe(400);
      expect(await create({ name: 'B', list_type: 'IDFA', records: 'a@shop.example' })).toBe(400);
      expect((await user.get(`${path}/1`)).status).toBe(400);
    });
  });
});
