// Real: Postgres, several pools as several processes would have. Pinterest is not asked: the tokens are made up.
import { type Connection } from '@audience-sync/domain';
import { eventually } from '@audience-sync/test-kit';
import { createDataSource, Database, TokenCipher } from '../src/index.ts';
import { grantOf, KEYS, openStage, repositoriesOf, type Stage, tokensOf } from './stage.ts';

let stage: Stage;
let workspaceId: string;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  workspaceId = (await stage.repositories.workspaces.create('Brand')).id;
});
afterAll(() => stage.close());

const connect = async () =>
  (await stage.repositories.tokens.storeGrant(workspaceId, grantOf('42'))).connectionId;
const stored = (id: string) =>
  stage.database.rows<Record<string, unknown>>('SELECT * FROM connection WHERE id = $1', [id]);

describe('a grant', () => {
  it('is kept without its tokens in sight, and gives them back', async () => {
    const { connections, tokens } = stage.repositories;
    const id = await connect();
    expect(await connections.find(workspaceId, id)).toEqual({
      id,
      workspaceId,
      pinterestUserId: '42',
      username: 'user-42',
      status: 'ACTIVE',
      scopes: ['ads:read', 'ads:write', 'user_accounts:read'],
      accessExpiresAt: new Date('2030-01-01T00:00:00Z'),
      refreshExpiresAt: new Date('2030-02-01T00:00:00Z'),
      renewalRefusedAt: null,
      preflightAt: null,
      tokenVersion: 1,
      lastError: null,
      lastErrorCode: null,
      createdAt: expect.any(Date) as Date,
      updatedAt: expect.any(Date) as Date,
    });
    expect(await tokens.findForDelivery(id)).toEqual({
      ...tokensOf('1'),
      tokenVersion: 1,
      status: 'ACTIVE',
      isRefused: false,
      renewalTriedAt: null,
    });
    const [row] = await stored(id);
    expect(row?.key_id).toBe('k1');
    for (const value of Object.values(row ?? {}))
      expect(Buffer.isBuffer(value) ? value.toString('latin1') : String(value)).not.toContain('fake');
  });

  it('is renewed in place when the same Pinterest user connects again', async () => {
    const { connections, tokens } = stage.repositories;
    const id = await connect();
    await connections.markInvalid(id, { tokenVersion: 1, code: '2', message: 'Connect Pinterest again.' });
    const again = await tokens.storeGrant(workspaceId, { ...grantOf('42', '2'), username: 'renamed' });
    expect(again).toEqual({ connectionId: id, reconnected: true });
    expect(await connections.find(workspaceId, id)).toMatchObject({
      status: 'ACTIVE',
      username: 'renamed',
      lastError: null,
    });
    expect((await tokens.findForDelivery(id))?.accessToken).toBe('pina_fake-2');
    expect((await connections.list(workspaceId)).length).toBe(1);
  });

  it('is one connection when it is stored twice at the same time', async () => {
    const grants = Array.from({ length: 8 }, (_, n) =>
      stage.repositories.tokens.storeGrant(workspaceId, grantOf('42', `${n}`)),
    );
    const answers = await Promise.all(grants);
    expect(new Set(answers.map((answer) => answer.connectionId)).size).toBe(1);
    expect(answers.filter((answer) => !answer.reconnected).length).toBe(1);
  });

  it('is another connection for another user, and in another workspace', async () => {
    const id = await connect();
    const other = await stage.repositories.tokens.storeGrant(workspaceId, grantOf('43'));
    const elsewhere = (await stage.repositories.workspaces.create('Other')).id;
    const foreign = await stage.repositories.tokens.storeGrant(elsewhere, grantOf('42'));
    expect(new Set([id, other.connectionId, foreign.connectionId]).size).toBe(3);
    expect([other.reconnected, foreign.reconnected]).toEqual([false, false]);
  });
});

describe('a token that Pinterest refuses', () => {
  it('makes the connection invalid once, in words for people', async () => {
    const { connections } = stage.repositories;
    const id = await connect();
    const fault = { tokenVersion: 1, code: '2', message: 'Connect Pinterest again.' };
    expect(await connections.markInvalid(id, fault)).toEqual({ id, workspaceId });
    expect(await connections.markInvalid(id, fault)).toBeNull();
    expect(await connections.findForDelivery(id)).toMatchObject({
      status: 'INVALID_TOKEN',
      lastError: 'Connect Pinterest again.',
      lastErrorCode: '2',
    });
  });

  it('says nothing about a newer one', async () => {
    const { connections } = stage.repositories;
    const id = await connect();
    await stage.repositories.tokens.storeGrant(workspaceId, grantOf('42', '2'));
    expect(await connections.markInvalid(id, { tokenVersion: 1, code: '2', message: 'old news' })).toBeNull();
    expect((await connections.findForDelivery(id))?.status).toBe('ACTIVE');
  });
});

it('disconnects by deleting the tokens', async () => {
  const { connections, tokens } = stage.repositories;
  const id = await connect();
  expect(await connections.disconnect(workspaceId, id)).toBe(true);
  expect(await tokens.findForDelivery(id)).toBeNull();
  const [row] = await stored(id);
  expect(row).toMatchObject({
    status: 'DISCONNECTED',
    access_token_cipher: null,
    refresh_token_cipher: null,
    key_id: null,
  });
});

it('finds the connections whose tokens are to be renewed, soonest to end first', async () => {
  const { tokens, connections } = stage.repositories;
  await stage.database.execute('DELETE FROM connection');
  const ids: string[] = [];
  for (const user of ['1', '2', '3']) {
    const { connectionId } = await tokens.storeGrant(workspaceId, grantOf(user));
    ids.push(connectionId);
  }
  const [late, soon, young] = ids as [string, string, string];
  const age = (id: string, days: number) =>
    stage.database.execute(
      `UPDATE connection SET updated_at = now() - $2 * interval '1 day',
              access_expires_at = now() + (30 - $2) * interval '1 day' WHERE id = $1`,
      [id, days],
    );
  await Promise.all([age(late, 20.1), age(soon, 25), age(young, 19)]);
  expect(await tokens.dueForRenewal(10)).toEqual([soon, late]);
  expect(await tokens.dueForRenewal(1)).toEqual([soon]);
  await connections.disconnect(workspaceId, soon);
  await tokens.withRefreshLock(late, (turn) => turn.noteFailure('Connect it again.'));
  expect(await tokens.dueForRenewal(10)).toEqual([]);
  expect(await connections.findForDelivery(late)).toMatchObject({
    lastError: 'Connect it again.',
    renewalRefusedAt: expect.any(Date) as Date,
  });
  expect(await tokens.noteRefusal(young, 1)).toBe(true);
  expect(await tokens.noteRefusal(young, 1)).toBe(false);
  expect(await tokens.noteRefusal(late, 7)).toBe(false);
  expect(await tokens.dueForRenewal(10)).toEqual([young]);
  expect(await tokens.findForDelivery(young)).toMatchObject({ isRefused: true });
  await tokens.storeGrant(workspaceId, grantOf('3'));
  expect(await tokens.findForDelivery(young)).toMatchObject({ isRefused: false });
});

it('notes each warning about the end of a grant once, the urgent ones after the others', async () => {
  const { tokens, connections } = stage.repositories;
  const id = await connect();
  const grant = async () => (await connections.findForDelivery(id)) as Connection;
  const note = async (days: number) => connections.noteExpiryWarning(await grant(), days);
  expect([await note(14), await note(14), await note(1), await note(7)]).toEqual([true, false, true, false]);
  const before = await grant();
  await tokens.storeGrant(workspaceId, grantOf('42'));
  expect(await connections.noteExpiryWarning(before, 1)).toBe(false);
  expect(await note(14)).toBe(true);
});

describe('refreshing', () => {
  it('is done once by however many ask, in however many processes', async () => {
    const id = await connect();
    const sources = await Promise.all(
      [1, 2, 3].map(() => createDataSource(stage.url, { poolSize: 3 }).initialize()),
    );
    const processes = sources.map((source) => repositoriesOf(new Database(source)).tokens);
    let requests = 0;
    let atOnce = 0;
    const renew = (tokens: (typeof processes)[number]) =>
      tokens.withRefreshLock(id, async (turn) => {
        expect(++atOnce).toBe(1);
        if (turn.tokens?.tokenVersion === 1) {
          requests++;
          await turn.announce();
          expect((await stage.repositories.connections.findForDelivery(id))?.status).toBe('REFRESHING');
          expect(await turn.store(tokensOf('2'))).toBe(true);
        }
        atOnce--;
        return turn.tokens?.accessToken;
      });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, n) => renew(processes[n % 3] ?? stage.repositories.tokens)),
    );
    expect(requests).toBe(1);
    expect(answers.filter((token) => token === 'pina_fake-2').length).toBe(29);
    expect(await stage.repositories.tokens.findForDelivery(id)).toMatchObject({
      tokenVersion: 2,
      status: 'ACTIVE',
    });
    for (const source of sources) await source.destroy();
  });

  it('keeps new tokens whatever comes after, and lets the next one in', async () => {
    const { tokens } = stage.repositories;
    const id = await connect();
    const failing = tokens.withRefreshLock(id, async (turn) => {
      await turn.store(tokensOf('2'));
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(await tokens.withRefreshLock(id, (turn) => Promise.resolve(turn.tokens?.accessToken))).toBe(
      'pina_fake-2',
    );
  });

  it('shows the connection as alive again when nothing came of it', async () => {
    const { connections, tokens } = stage.repositories;
    const id = await connect();
    await tokens.withRefreshLock(id, (turn) => turn.announce());
    expect(await connections.findForDelivery(id)).toMatchObject({ status: 'ACTIVE', tokenVersion: 1 });
  });

  it('does not bring back what somebody has disconnected or connected meanwhile', async () => {
    const { connections, tokens } = stage.repositories;
    const id = await connect();
    await tokens.withRefreshLock(id, async (turn) => {
      await connections.disconnect(workspaceId, id);
      expect(await turn.store(tokensOf('2'))).toBe(false);
    });
    expect(await tokens.findForDelivery(id)).toBeNull();
    await tokens.withRefreshLock(id, async (turn) => {
      expect(turn.tokens).toBeNull();
      expect(await turn.store(tokensOf('2'))).toBe(false);
    });
  });

  it('frees the lock of a process that dies, and survives the death of the connection that held it', async () => {
    const id = await connect();
    const source = await createDataSource(stage.url, { poolSize: 2 }).initialize();
    let finish: () => void = () => undefined;
    let holds = false;
    const held = repositoriesOf(new Database(source)).tokens.withRefreshLock(id, async (turn) => {
      holds = true;
      await new Promise<void>((resolve) => (finish = resolve));
      return turn.store(tokensOf('2'));
    });
    held.catch(() => undefined);
    await eventually(() => expect(holds).toBe(true));
    await stage.database.rows(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 72617",
    );
    expect(await stage.repositories.tokens.withRefreshLock(id, () => Promise.resolve('next'))).toBe('next');
    finish();
    await expect(held).rejects.toThrow();
    expect(await new Database(source).rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await source.destroy();
  });

  it('of many connections at once leaves the pool to others', async () => {
    const id = await connect();
    const waiting = Array.from({ length: 40 }, () =>
      stage.repositories.tokens.withRefreshLock(id, () => Promise.resolve()),
    );
    expect((await stage.database.rows('SELECT 1 AS one')).length).toBe(1);
    await Promise.all(waiting);
    expect(stage.database.pool.waitingCount).toBe(0);
  });
});

it('encrypts anew with the current key, in steps, and can then do without the old one', async () => {
  await stage.database.execute('DELETE FROM connection');
  const ids: string[] = [];
  for (const user of ['1', '2', '3'])
    ids.push((await stage.repositories.tokens.storeGrant(workspaceId, grantOf(user, user))).connectionId);
  const rotating = repositoriesOf(stage.database, new TokenCipher([KEYS.fresh, KEYS.old])).tokens;
  expect(await rotating.reencrypt(2)).toBe(2);
  expect(await rotating.reencrypt(2)).toBe(1);
  expect(await rotating.reencrypt(2)).toBe(0);
  const after = repositoriesOf(stage.database, new TokenCipher([KEYS.fresh])).tokens;
  const tokens = await Promise.all(ids.map((id) => after.findForDelivery(id)));
  expect(tokens).toMatchObject(
    ['1', '2', '3'].map((user) => ({ ...tokensOf(user), tokenVersion: 1, status: 'ACTIVE' })),
  );
  await expect(stage.repositories.tokens.findForDelivery(ids[0] ?? '')).rejects.toThrow('the key "k2"');
});

it('takes over the ad accounts that Pinterest lists, and keeps what was chosen here', async () => {
  const { adAccounts } = stage.repositories;
  const id = await connect();
  const listed = {
    id: '1',
    name: 'Shop',
    country: 'US',
    currency: 'USD',
    permissions: ['OWNER', 'ADMIN'],
  };
  await adAccounts.saveListed(workspaceId, id, [
    listed,
    { ...listed, id: '2', country: null, currency: null },
  ]);
  const both = await adAccounts.list(workspaceId, id); // in the order of their ids, which two of one moment share by chance
  const shop = both.find((one) => one.pinterestAdAccountId === '1');
  await adAccounts.select(workspaceId, shop?.id ?? '', true);
  await adAccounts.saveTerms(workspaceId, shop?.id ?? '', true);
  await adAccounts.saveListed(workspaceId, id, [{ ...listed, name: 'Renamed', permissions: [] }]);
  const other = async () => adAccounts.find(workspaceId, both.find((one) => one !== shop)?.id ?? '');
  expect(await other()).toMatchObject({ missingSince: expect.any(Date) as Date, name: 'Shop' });
  await adAccounts.saveListed(workspaceId, id, [listed, { ...listed, id: '2' }]);
  expect(await other()).toMatchObject({ missingSince: null });
  await adAccounts.saveListed(workspaceId, id, [{ ...listed, name: 'Renamed', permissions: [] }]);
  expect(await adAccounts.find(workspaceId, shop?.id ?? '')).toMatchObject({
    missingSince: null,
    name: 'Renamed',
    permissions: [],
    selected: true,
    termsAccepted: true,
  });
  expect((await adAccounts.list(workspaceId)).map((one) => one.pinterestAdAccountId).sort()).toEqual([
    '1',
    '2',
  ]);
});
