// Real: the sandbox over HTTP. Mocked: its clock, which stands still until a test moves it.
import { account, people, TestSandbox, type TestUser, USERS } from './sandbox-client.ts';

const AUDIENCES = `/ad_accounts/${account(1)}/audiences`;

describe('audiences', () => {
  let sandbox: TestSandbox;
  let user: TestUser;
  afterEach(() => sandbox.close());

  async function start(options: Parameters<typeof TestSandbox.start>[0] = {}): Promise<void> {
    const times = { matchRate: 1, listProcessingMs: 1_000, audienceInitializingMs: 60_000 };
    sandbox = await TestSandbox.start({ ...times, ...options });
    user = await sandbox.connect(USERS.business);
  }

  async function fromList(count: number): Promise<{ listId: string; audienceId: string }> {
    const listId = await user.createList(account(1), people(0, count));
    const rule = { customer_list_id: listId };
    const { json } = await user.createAudience(account(1), {
      audience_type: 'CUSTOMER_LIST',
      name: 'Readers',
      rule,
    });
    return { listId, audienceId: String(json['id']) };
  }

  const read = async (id: string) => (await user.get(`${AUDIENCES}/${id}`)).json;

  it('is made from a customer list and becomes READY with the size of its matches', async () => {
    await start();
    const { listId, audienceId } = await fromList(150);
    expect(audienceId).not.toBe(listId);
    expect(await read(audienceId)).toEqual({
      id: audienceId,
      ad_account_id: account(1),
      name: 'Readers',
      audience_type: 'CUSTOMER_LIST',
      description: null,
      rule: { customer_list_id: listId },
      size: null,
      status: 'INITIALIZING',
      type: 'audience',
      created_timestamp: expect.any(Number) as number,
      updated_timestamp: expect.any(Number) as number,
      created_by_company_name: 'Sandbox Business One',
    });
    sandbox.advance(60_000);
    expect(await read(audienceId)).toMatchObject({ status: 'READY', size: 150 });
  });

  it('is TOO_SMALL without a size below 100 people', async () => {
    await start();
    const { audienceId } = await fromList(99);
    sandbox.advance(60_000);
    expect(await read(audienceId)).toMatchObject({ status: 'TOO_SMALL', size: null });
  });

  it('needs a list of the same ad account', async () => {
    await start();
    const { listId, audienceId } = await fromList(10);
    const create = async (adAccountId: string, id: unknown) => {
      const rule = { customer_list_id: id };
      return (await user.createAudience(adAccountId, { audience_type: 'CUSTOMER_LIST', name: 'B', rule }))
        .status;
    };
    expect(await create(account(2), listId)).toBe(400);
    expect(await create(account(1), audienceId)).toBe(400);
    expect(await create(account(1), 5)).toBe(400);
  });

  it('can be an Actalike of a READY audience, in three countries, of 1 to 10 percent', async () => {
    await start({ unlimited: true });
    const { audienceId } = await fromList(120);
    const create = async (rule: Record<string, unknown>) => {
      const whole = { seed_id: [audienceId], country: 'US', percentage: 5, ...rule };
      return user.createAudience(account(1), { audience_type: 'ACTALIKE', name: 'Alike', rule: whole });
    };
    expect((await create({})).json['message']).toContain('not READY');
    sandbox.advance(60_000);
    const created = await create({ percentage: '10' });
    expect(created.json).toMatchObject({ audience_type: 'ACTALIKE', status: 'INITIALIZING' });
    for (const bad of [
      { country: 'FR' },
      { percentage: 11 },
      { percentage: 0 },
      { seed_id: ['1'] },
      { seed_id: [] },
    ])
      expect((await create(bad)).status).toBe(400);
    sandbox.advance(60_000);
    expect(await read(String(created.json['id']))).toMatchObject({ status: 'READY', size: 9_000_000 });
  });

  it('can be renamed, described and removed; what is removed is gone', async () => {
    await start();
    const { listId, audienceId } = await fromList(10);
    const patch = (body: Record<string, unknown>) => user.send('PATCH', `${AUDIENCES}/${audienceId}`, body);
    const renamed = await patch({ name: 'Renamed', description: 'People who read' });
    expect(renamed.json).toMatchObject({ name: 'Renamed', description: 'People who read' });
    expect((await patch({ operation_type: 'MERGE' })).status).toBe(400);
    expect((await patch({ operation_type: 'REMOVE' })).status).toBe(200);
    expect(await read(audienceId)).toMatchObject({ message: 'Audience not found.' });
    expect((await patch({ name: 'Again' })).status).toBe(404);
    expect((await user.get(`/ad_accounts/${account(1)}/customer_lists/${listId}`)).status).toBe(200);
  });

  it('may take its list along when removed', async () => {
    await start({ unknowns: { audienceRemoveDeletesList: true } });
    const { listId, audienceId } = await fromList(10);
    await user.send('PATCH', `${AUDIENCES}/${audienceId}`, { operation_type: 'REMOVE' });
    expect((await user.get(`/ad_accounts/${account(1)}/customer_lists/${listId}`)).status).toBe(404);
  });

  it('exists already, by the thousand, where somebody worked in Ads Manager', async () => {
    await start({ presetAudiences: 30 });
    const manager = await sandbox.connect(USERS.adsManager);
    const [first] = await manager.all('/ad_accounts');
    const id = String(first?.['id']);
    const path = `/ad_accounts/${id}/audiences`;
    expect(await manager.all(path)).toHaveLength(30);
    await sandbox.control('POST', `/ad_accounts/${id}/preset_audiences`, { count: 9_970 });
    const all = await manager.all(path, { page_size: '250' });
    expect(new Set(all.map((audience) => audience['id'])).size).toBe(10_000);
    expect(new Set(all.map((audience) => audience['status']))).toEqual(new Set(['READY', 'TOO_SMALL']));
    expect(new Set(all.map((audience) => audience['name'])).size).toBeLessThan(10_000);
  });

  it('may be received from another account: read it, but do not change it', async () => {
    await start();
    const manager = await sandbox.connect(USERS.adsManager);
    const [first] = await manager.all('/ad_accounts');
    const path = `/ad_accounts/${String(first?.['id'])}/audiences`;
    const received = await manager.all(path, { ownership_type: 'RECEIVED' });
    expect(received.map((audience) => audience['created_by_company_name'])).toEqual(
      Array.from({ length: 3 }, () => 'Sandbox Partner Two'),
    );
    const id = String(received[0]?.['id']);
    expect((await manager.get(`${path}/${id}`)).status).toBe(200);
    expect((await manager.send('PATCH', `${path}/${id}`, { name: 'Mine' })).status).toBe(404);
    const refused = await manager.get(`${path}?ownership_type=STOLEN`);
    expect(refused.json).toMatchObject({ code: 400, message: 'Invalid ad account audience parameters.' });
  });
});
