// Real: the sandbox over HTTP. Mocked: its clock, which stands still until a test moves it.
import { account, people, TestSandbox, type TestUser, USERS } from './sandbox-client.ts';

const UPDATE = 'customer_lists/update';

describe('faults', () => {
  let sandbox: TestSandbox;
  let user: TestUser;
  let listId: string;
  beforeEach(async () => {
    sandbox = await TestSandbox.start({ unlimited: true });
    user = await sandbox.connect(USERS.business);
    listId = await user.createList(account(1), people(0, 2));
  });
  afterEach(() => sandbox.close());

  const add = (records: string[], signal?: AbortSignal) =>
    user.patchList(account(1), listId, 'ADD', records, signal);
  const memberCount = async () => (await sandbox.list(listId))['memberCount'];

  it('answers a status with the body and headers asked for, as often as asked, and applies nothing', async () => {
    const fault = {
      kind: 'status',
      status: 429,
      body: { code: 8, message: 'spam' },
      headers: { 'x-ratelimit-reset': '9' },
    };
    await sandbox.fault({ match: { operation: UPDATE }, fault, times: 1 });
    const answer = await add(people(10, 20));
    expect([answer.status, answer.json, answer.headers.get('x-ratelimit-reset')]).toEqual([
      429,
      fault.body,
      '9',
    ]);
    expect(await memberCount()).toBe(2);
    expect((await add(people(10, 20))).status).toBe(200);
    expect(await memberCount()).toBe(12);
  });

  it('answers a status without a body as Pinterest would', async () => {
    await sandbox.fault({ fault: { kind: 'status', status: 503 }, times: 1 });
    expect((await add(people(10, 20))).json).toMatchObject({ code: 12, status: 'failure' });
    await sandbox.fault({ fault: { kind: 'status', status: 401 }, times: 1 });
    expect((await add(people(10, 20))).json).toMatchObject({ code: 2, message: 'Authentication failed.' });
  });

  it('cuts the connection before applying, or after', async () => {
    await sandbox.fault({ match: { listId }, fault: { kind: 'reset' }, times: 1 });
    await expect(add(people(10, 20))).rejects.toThrow();
    expect(await memberCount()).toBe(2);
    await sandbox.fault({ match: { listId }, fault: { kind: 'apply-then-reset' }, times: 1 });
    await expect(add(people(10, 20))).rejects.toThrow();
    expect(await memberCount()).toBe(12);
    expect(await sandbox.tally(USERS.business)).toMatchObject({ accepted: 2, refusedByReason: { fault: 1 } });
  });

  it('cuts the connection in the middle of the answer', async () => {
    await sandbox.fault({ match: { listId }, fault: { kind: 'apply-then-cut' }, times: 1 });
    await expect(add(people(10, 20))).rejects.toThrow();
    expect(await memberCount()).toBe(12);
  });

  it('leaves a request without an answer until the client gives up, and serves others meanwhile', async () => {
    await sandbox.fault({ match: { listId }, fault: { kind: 'hang' }, times: 1 });
    const patience = new AbortController();
    let answered = false;
    const hanging = add(people(10, 20), patience.signal).finally(() => (answered = true));
    const refused = expect(hanging).rejects.toThrow();
    for (let tries = 0; (await sandbox.tally(USERS.business))['refused'] !== 1; tries++)
      expect(tries).toBeLessThan(500);
    expect((await add(people(20, 30))).status).toBe(200);
    expect(answered).toBe(false);
    patience.abort();
    await refused;
    expect(await memberCount()).toBe(12);
  });

  it('delays an answer', async () => {
    await sandbox.fault({ match: { listId }, fault: { kind: 'delay', ms: 60 }, times: 1 });
    const startedMs = performance.now();
    expect((await add(people(10, 20))).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(55);
  });

  it('poisons one record, so that splitting a batch finds it', async () => {
    const all = people(100, 108);
    await sandbox.fault({
      match: { operation: UPDATE, record: all[5] },
      fault: { kind: 'status', status: 400 },
    });
    const refused: string[] = [];
    const send = async (records: string[]): Promise<void> => {
      if ((await add(records)).status === 200) return;
      if (records.length === 1) return void refused.push(...records);
      await send(records.slice(0, records.length / 2));
      await send(records.slice(records.length / 2));
    };
    await send(all);
    expect(refused).toEqual([all[5]]);
    expect(await memberCount()).toBe(9);
  });

  it('strikes the user and the operation asked for and nobody else', async () => {
    await sandbox.fault({ match: { userId: USERS.partner }, fault: { kind: 'status', status: 500 } });
    await sandbox.fault({ match: { operation: 'oauth/token' }, fault: { kind: 'status', status: 503 } });
    expect((await add(people(10, 20))).status).toBe(200);
    expect(
      (await sandbox.token({ grant_type: 'refresh_token', refresh_token: user.refreshToken })).status,
    ).toBe(503);
    await sandbox.control('DELETE', '/faults');
    const partner = await sandbox.connect(USERS.partner);
    expect((await partner.get('/ad_accounts')).status).toBe(200);
  });

  it('strikes the creation of an audience from a list', async () => {
    await sandbox.fault({
      match: { operation: 'audiences/create', listId },
      fault: { kind: 'apply-then-reset' },
      times: 1,
    });
    const body = { audience_type: 'CUSTOMER_LIST', name: 'A', rule: { customer_list_id: listId } };
    await expect(user.createAudience(account(1), body)).rejects.toThrow();
    expect(await user.all(`/ad_accounts/${account(1)}/audiences`)).toHaveLength(1);
  });

  it('lists and clears what is in force, and refuses a fault that makes no sense', async () => {
    await sandbox.fault({ match: { listId }, fault: { kind: 'reset' }, times: 5 });
    const listed = await sandbox.control('GET', '/faults');
    expect(listed.json['faults']).toEqual([
      { id: '1', match: { listId }, fault: { kind: 'reset' }, times: 5, fired: 0 },
    ]);
    const refused = await sandbox.control('POST', '/faults', { fault: { kind: 'explode' } });
    expect([refused.status, refused.json['message']]).toEqual([
      400,
      'Bad fault: fault.kind must be one of status, delay, reset, hang, apply-then-reset, apply-then-cut.',
    ]);
    expect((await sandbox.control('DELETE', '/faults')).json).toEqual({ faults: [] });
  });
});
