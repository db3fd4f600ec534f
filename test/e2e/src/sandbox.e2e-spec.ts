// Real: the built sandbox as a process. It is looked at through its doors only.
import { join } from 'node:path';
import { type RunningApp, SandboxDriver, spawnApp } from '@audience-sync/test-kit';

const SANDBOX = join(__dirname, '../../../apps/pinterest-sandbox/dist/main.js');

describe('the built sandbox', () => {
  let app: RunningApp;
  let sandbox: SandboxDriver;

  beforeAll(async () => {
    app = await spawnApp({ name: 'sandbox', script: SANDBOX, env: { PORT: '0', SANDBOX_SEED: '7' } });
    sandbox = new SandboxDriver(String(app.ready.url));
  });
  afterAll(() => app.kill());

  it('shows a world with people who can reach ad accounts, in which nobody has asked for anything', async () => {
    const { users, adAccounts, customerLists } = await sandbox.state();
    const [user] = users;
    expect(user?.adAccountIds.length).toBeGreaterThan(0);
    expect(adAccounts.map(({ id }) => id)).toEqual(expect.arrayContaining([...(user?.adAccountIds ?? [])]));
    expect(users.map(({ requests }) => requests)).toEqual(users.map(() => ({})));
    expect(customerLists).toEqual(expect.any(Array));
  });

  it('answers for Pinterest, and refuses a stranger as Pinterest does', async () => {
    const answer = await fetch(`${String(app.ready['apiUrl'])}/user_account`, {
      headers: { authorization: 'Bearer pina_not-a-token', connection: 'close' },
    });
    expect(answer.status).toBe(401);
    await expect(answer.json()).resolves.toMatchObject({ code: 2 });
  });

  it('keeps the faults it was told to inflict until they are cleared', async () => {
    const rule = {
      match: { operation: 'customer_lists/update' },
      fault: { kind: 'reset' },
      times: 3,
    } as const;
    await sandbox.addFault(rule);
    expect((await sandbox.state()).faults).toEqual([expect.objectContaining({ ...rule, fired: 0 })]);
    await sandbox.clearFaults();
    expect((await sandbox.state()).faults).toEqual([]);
  });

  it('is as fresh as at its start after a reset', async () => {
    const fresh = await sandbox.state();
    const [audience] = fresh.audiences;
    if (!audience) throw new Error('the world has no audience');
    await sandbox.deleteAudience(audience.id);
    expect((await sandbox.state()).audiences).not.toEqual(fresh.audiences);
    await sandbox.reset();
    expect((await sandbox.state()).audiences).toEqual(fresh.audiences);
  });

  it('refuses a fault it does not know with the reason', async () => {
    const unknown = { fault: { kind: 'status', colour: 'blue' } } as Parameters<typeof sandbox.addFault>[0];
    await expect(sandbox.addFault(unknown)).rejects.toThrow(/POST faults: 400.*colour/);
  });

  it('ends on SIGTERM', async () => {
    await expect(app.stop()).resolves.toEqual({ code: 0, signal: null });
  });
});
