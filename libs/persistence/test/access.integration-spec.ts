// Real: Postgres. API keys and the state of authorisations.
import { isApiKeySecret } from '@audience-sync/domain';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let workspaceId: string;
beforeAll(async () => {
  stage = await openStage();
});
beforeEach(async () => {
  workspaceId = (await stage.repositories.workspaces.create('Brand')).id;
});
afterAll(() => stage.close());

const PAST = new Date('2020-01-01T00:00:00Z');
const FUTURE = new Date('2100-01-01T00:00:00Z');

describe('an API key', () => {
  it('lets its owner in until it is revoked, and is nowhere at rest', async () => {
    const { apiKeys } = stage.repositories;
    const { apiKey, secret } = await apiKeys.create(workspaceId, {
      name: 'ci',
      role: 'INGEST',
      expiresAt: FUTURE,
    });
    expect(isApiKeySecret(secret)).toBe(true);
    expect(apiKey).toMatchObject({
      workspaceId,
      name: 'ci',
      role: 'INGEST',
      expiresAt: FUTURE,
      revokedAt: null,
      lastUsedAt: null,
    });
    expect(await apiKeys.authenticate(secret)).toEqual({ ...apiKey, lastUsedAt: expect.any(Date) as Date });
    expect(await apiKeys.alive([apiKey.id, 'key_none'])).toEqual(new Set([apiKey.id]));
    const rows = await stage.database.rows('SELECT * FROM api_key WHERE id = $1', [apiKey.id]);
    expect(JSON.stringify(rows)).not.toContain(secret);

    const revoked = await apiKeys.revoke(workspaceId, apiKey.id);
    expect(revoked?.revokedAt).toBeInstanceOf(Date);
    expect(await apiKeys.revoke(workspaceId, apiKey.id)).toEqual(revoked);
    expect(await apiKeys.authenticate(secret)).toBeNull();
    expect(await apiKeys.alive([apiKey.id])).toEqual(new Set());
    expect(await apiKeys.list(workspaceId)).toEqual([revoked]);
  });

  it('lets nobody in when it has expired or never was', async () => {
    const { apiKeys } = stage.repositories;
    const { secret } = await apiKeys.create(workspaceId, { name: 'old', role: 'ADMIN', expiresAt: PAST });
    expect(await apiKeys.authenticate(secret)).toBeNull();
    expect(await apiKeys.authenticate('ask_none')).toBeNull();
  });

  it('notes its last use at most once a minute', async () => {
    const { apiKeys } = stage.repositories;
    const { apiKey, secret } = await apiKeys.create(workspaceId, { name: 'ci', role: 'VIEWER' });
    const first = await apiKeys.authenticate(secret);
    expect((await apiKeys.authenticate(secret))?.lastUsedAt).toEqual(first?.lastUsedAt);
    await stage.database.execute('UPDATE api_key SET last_used_at = $2 WHERE id = $1', [apiKey.id, PAST]);
    expect((await apiKeys.authenticate(secret))?.lastUsedAt?.getTime()).toBeGreaterThan(PAST.getTime());
  });
});

describe('the state of an authorisation', () => {
  const began = () => ({ workspaceId, caller: 'key_1', returnTo: '/connections' });

  it('answers once, to one of many who bring it back at the same time', async () => {
    const { oauthStates } = stage.repositories;
    await oauthStates.create('state-1', began(), 60_000);
    const answers = await Promise.all(Array.from({ length: 8 }, () => oauthStates.consume('state-1')));
    expect(answers.filter((answer) => answer !== null)).toEqual([began()]);
    expect(await oauthStates.consume('state-1')).toBeNull();
  });

  it('answers nothing when it was forged or has expired', async () => {
    const { oauthStates } = stage.repositories;
    await oauthStates.create('state-2', began(), -1);
    expect(await oauthStates.consume('state-2')).toBeNull();
    expect(await oauthStates.consume('forged')).toBeNull();
  });

  it('is kept as a hash only, and not for ever', async () => {
    const { oauthStates } = stage.repositories;
    await oauthStates.create('state-3', began(), -2 * 86_400_000);
    await oauthStates.create('state-4', began(), 60_000);
    const rows = await stage.database.rows<{ state_hash: Buffer }>('SELECT * FROM oauth_state');
    expect(rows.every((row) => row.state_hash.length === 32)).toBe(true);
    expect(await oauthStates.prune()).toBe(1);
    expect(await oauthStates.consume('state-4')).toEqual(began());
  });
});

it('keeps who did what, newest first, by pages', async () => {
  const { auditEvents } = stage.repositories;
  const event = {
    workspaceId,
    actor: 'key_1',
    subjectType: 'canvas',
    subjectId: 'can_1',
    detail: { version: 3 },
  };
  for (const action of ['canvas.created', 'canvas.launched', 'canvas.stopped'])
    await auditEvents.record({ ...event, action });
  await stage.database
    .transaction(async (tx) => {
      await auditEvents.record({ ...event, action: 'canvas.never' }, tx);
      throw new Error('rolled back');
    })
    .catch(() => undefined);
  const first = await auditEvents.list(workspaceId, { after: null, limit: 2 });
  expect(first.hasMore).toBe(true);
  const rest = await auditEvents.list(workspaceId, { after: first.items[1]?.id ?? '', limit: 2 });
  expect(rest.hasMore).toBe(false);
  expect([...first.items, ...rest.items].map((one) => one.action)).toEqual([
    'canvas.stopped',
    'canvas.launched',
    'canvas.created',
  ]);
  expect(first.items[0]).toMatchObject({ ...event, action: 'canvas.stopped', at: expect.any(Date) as Date });
});
