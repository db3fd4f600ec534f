// Real: the sandbox over HTTP. Mocked: its clock, which stands still until a test moves it.
import { account, people, sha256, TestSandbox, USERS } from './sandbox-client.ts';

describe('control door', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await TestSandbox.start();
  });
  afterEach(() => sandbox.close());

  it('shows the whole world', async () => {
    const { json } = await sandbox.control('GET', '/state');
    expect(json).toMatchObject({ seed: 1, accessTier: 'standard', unlimited: false, faults: [] });
    expect(json['users']).toHaveLength(5);
    expect((json['adAccounts'] as unknown[])[5]).toEqual({
      id: account(6),
      name: 'Sandbox Partner Two account 3',
      ownerId: USERS.partner,
      permissions: { [USERS.partner]: ['OWNER'], [USERS.business]: ['ANALYST'] },
      termsAccepted: true,
    });
  });

  it('leaves the digests out on request', async () => {
    const user = await sandbox.connect(USERS.business);
    await user.createList(account(1), people(0, 2));
    const lists = async (query: string) =>
      (
        (await sandbox.control('GET', `/state${query}`)).json['customerLists'] as Record<string, unknown>[]
      ).at(-1);
    expect(await lists('')).toHaveProperty('membersDigest', sha256(people(0, 2).sort().join('\n')));
    expect(await lists('?digests=false')).not.toHaveProperty('membersDigest');
  });

  it('makes a fresh world: tokens, lists, faults and counts are gone, the same seed makes the same world', async () => {
    const user = await sandbox.connect(USERS.business);
    const before = (await sandbox.control('GET', '/state')).json['adAccounts'];
    await user.createList(account(1), people(0, 2));
    await sandbox.fault({ fault: { kind: 'hang' } });
    expect((await sandbox.control('POST', '/reset', { seed: 7 })).json).toEqual({ seed: 7 });
    expect((await user.get('/ad_accounts')).status).toBe(401);
    expect(await sandbox.tally(USERS.business)).toEqual({});
    await sandbox.control('POST', '/reset');
    const after = (await sandbox.control('GET', '/state')).json;
    expect(after).toMatchObject({ seed: 1, faults: [] });
    expect(after['adAccounts']).toEqual(before);
    expect((await sandbox.connect(USERS.business)).accessToken).toContain('pina_');
  });

  it('takes a role away and gives another', async () => {
    const user = await sandbox.connect(USERS.business);
    const set = (permissions: unknown) =>
      sandbox.control('POST', `/ad_accounts/${account(1)}/permissions`, {
        userId: USERS.business,
        permissions,
      });
    const create = async () => {
      const body = { name: 'A', records: sha256('a') };
      return (await user.send('POST', `/ad_accounts/${account(1)}/customer_lists`, body)).status;
    };
    await set(['ANALYST']);
    expect(await create()).toBe(403);
    await set([]);
    expect((await user.get(`/ad_accounts/${account(1)}`)).status).toBe(403);
    await set(['ADMIN', 'FINANCE_MANAGER']);
    expect(await create()).toBe(200);
    expect((await set(['KING'])).status).toBe(400);
  });

  it('moves the clock', async () => {
    const user = await sandbox.connect(USERS.business);
    await sandbox.control('POST', '/clock/advance', { ms: 31 * 86_400_000 });
    expect((await user.get('/ad_accounts')).status).toBe(401);
  });

  it.each([
    ['GET', '/nothing', undefined, 404],
    ['GET', '/tokens/revoke', undefined, 405],
    ['POST', '/tokens/revoke', { userId: '1' }, 404],
    ['POST', '/tokens/revoke', {}, 400],
    ['POST', '/customer_lists/1/delete', undefined, 404],
    ['GET', '/customer_lists/1/members', undefined, 404],
    ['POST', '/audiences/1/delete', undefined, 404],
    ['POST', `/ad_accounts/${account(1)}/preset_audiences`, { count: 0 }, 400],
    ['POST', '/reset', { seed: 'x' }, 400],
    ['POST', '/clock/advance', { ms: -5 }, 400],
  ])('answers %s %s with %j by %i', async (method, path, body, status) => {
    expect((await sandbox.control(method, path, body)).status).toBe(status);
  });
});
