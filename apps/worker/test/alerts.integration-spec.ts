// Real: Postgres, Redis, the worker as a process, web servers and a mail server that alerts are told to.
import { type AlertEvent } from '@audience-sync/domain';
import { AlertChannelsRepository, AlertsRepository, TokenCipher } from '@audience-sync/persistence';
import { eventually } from '@audience-sync/test-kit';
import { Webhook } from 'standardwebhooks';
import { guardedAgent } from '../src/alerts/guarded-agent.ts';
import { WebhookSender } from '../src/alerts/webhook-sender.ts';
import { HookServer, openMailServer } from './support/hook-server.ts';
import { TOKEN_KEY } from './support/worker-env.ts';
import { WorkerStage } from './support/worker-stage.ts';

const SECRET = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const WORKSPACE_ID = 'wks_test';

let stage: WorkerStage;
let hooks: HookServer;
let mail: Awaited<ReturnType<typeof openMailServer>>;
let channels: AlertChannelsRepository;
beforeAll(async () => {
  [stage, hooks, mail] = await Promise.all([WorkerStage.open(), HookServer.open(), openMailServer()]);
  channels = new AlertChannelsRepository(stage.database, new TokenCipher([TOKEN_KEY]));
  await stage.worker({
    ALERTS_CHECK_INTERVAL_MS: '200',
    ALERT_WEBHOOKS_ALLOW_PRIVATE: 'true',
    ALERT_WEBHOOK_TIMEOUT_MS: '300',
    SMTP_URL: mail.url,
  });
});
beforeEach(async () => {
  await find();
  await eventually(async () =>
    expect(await stage.one('SELECT count(*)::int AS open FROM alert WHERE resolved_at IS NULL')).toEqual({
      open: 0,
    }),
  );
  await stage.database.execute('DELETE FROM alert_channel');
  hooks.calls.splice(0);
  hooks.answers.clear();
});
afterAll(async () => {
  await stage.close();
  await hooks.close();
  mail.close();
});

const channel = (kind: 'WEBHOOK' | 'EMAIL', address: string) =>
  stage.database.transaction((tx) =>
    channels.create(WORKSPACE_ID, kind, { address, secret: kind === 'WEBHOOK' ? SECRET : null }, tx),
  );
const hook = (path: string) => channel('WEBHOOK', `http://127.0.0.1:${hooks.port}${path}`);
const lose = () =>
  stage.database.execute(`UPDATE connection SET status = 'INVALID_TOKEN' WHERE id = $1`, [
    stage.connectionId,
  ]);
const find = () =>
  stage.database.execute(`UPDATE connection SET status = 'ACTIVE' WHERE id = $1`, [stage.connectionId]);
const typesTo = (path: string) =>
  hooks.to(path).map(({ body }) => (JSON.parse(body) as { type: string }).type);
/** Lets what was put off be tried at once. */
const hurry = () =>
  stage.database.execute('UPDATE alert_delivery SET next_at = now() WHERE next_at IS NOT NULL');
const lastErrorOf = async (id: string) => (await channels.findForDelivery(id))?.lastError;

it('tells of each change of state once, signed, by web and by mail, and when it is over', async () => {
  await hook('/ok');
  await channel('EMAIL', 'ops@brand.example');
  await lose();
  await eventually(() => expect(typesTo('/ok')).toEqual(['alert.opened']));
  const [{ headers, body } = { headers: {}, body: '' }] = hooks.to('/ok');
  expect(new Webhook(SECRET).verify(body, headers as Record<string, string>)).toMatchObject({
    data: { kind: 'CONNECTION_LOST', subjectId: stage.connectionId, workspaceId: WORKSPACE_ID },
  });
  await find();
  await eventually(() => expect(typesTo('/ok')).toEqual(['alert.opened', 'alert.resolved']));
  await eventually(() => expect(mail.letters[1]).toContain('Subject: Audience Sync: solved'));
  expect(mail.letters[0]).toContain('To: ops@brand.example');
  // Nothing more comes, however often it is looked.
  await lose();
  await eventually(() => expect(hooks.to('/ok')).toHaveLength(3));
  await find();
  await eventually(() => expect(hooks.to('/ok')).toHaveLength(4));
  expect(new Set(hooks.to('/ok').map((call) => call.headers['webhook-id'])).size).toBe(4);
});

it('tries again under the same id when it is answered with an error, late, or with a redirect, which is not followed', async () => {
  hooks.answers.set('/broken', 500).set('/moved', 302).set('/slow', 'silent').set('/gone', 410);
  const made = [await hook('/broken'), await hook('/moved'), await hook('/slow'), await hook('/gone')];
  await lose();
  await eventually(async () => {
    expect(await Promise.all(made.map(({ id }) => lastErrorOf(id)))).toEqual([
      'It answered 500.',
      'It answered 302: redirects are not followed.',
      'It did not answer in time.',
      'It answered 410: it wants no more.',
    ]);
  });
  hooks.answers.clear();
  await hurry();
  await eventually(() => {
    for (const path of ['/broken', '/moved', '/slow'])
      expect(new Set(hooks.to(path).map((call) => call.headers['webhook-id'])).size).toBe(1);
    expect(['/broken', '/moved', '/slow'].map((path) => hooks.to(path).length)).toEqual([2, 2, 2]);
  });
  await eventually(async () => expect(await lastErrorOf(made[0]?.id ?? '')).toBeNull());
  expect([hooks.to('/gone').length, hooks.to('/elsewhere').length]).toEqual([1, 0]);
  await find();
  await eventually(() => expect(typesTo('/broken').at(-1)).toBe('alert.resolved'));
});

it('gives a webhook up that answers 500 for ever', async () => {
  hooks.answers.set('/never', 500);
  const { id } = await hook('/never');
  await lose();
  await eventually(async () => expect(await lastErrorOf(id)).toBe('It answered 500.'));
  // Three days later.
  await stage.database.execute('UPDATE alert_delivery SET attempts = 9, next_at = now()');
  await eventually(async () =>
    expect(
      await stage.one('SELECT next_at, attempts FROM alert_delivery WHERE channel_id = $1', [id]),
    ).toEqual({
      next_at: null,
      attempts: 10,
    }),
  );
  expect(hooks.to('/never')).toHaveLength(2);
});

it('opens and closes what the figures say: errored users, an old backlog, 429, roles and terms', async () => {
  const audience = await stage.draftAudience('Watched');
  const open = async () => {
    const { items } = await new AlertsRepository(stage.database).list(
      WORKSPACE_ID,
      { after: null, limit: 50 },
      true,
    );
    return items.map(({ kind }) => kind).sort();
  };
  await stage.database.execute(
    `INSERT INTO alert_settings (workspace_id, errored_users, backlog_minutes) VALUES ($1, 3, 1)`,
    [WORKSPACE_ID],
  );
  await stage.database.execute('UPDATE step_metrics SET entered = 3, errored = 3 WHERE step_id = $1', [
    audience.steps.ADD,
  ]);
  await stage.database.execute(
    `INSERT INTO step_rollup (step_id, width, at, errored) VALUES ($1, 15, date_bin('15 minutes', now(), '2000-01-01Z'), 3)`,
    [audience.steps.ADD],
  );
  await stage.database.execute(
    `INSERT INTO attempt_rollup (audience_id, width, at, answer, attempts) VALUES ($1, 1, date_trunc('minute', now()), 'THROTTLED', 1)`,
    [audience.audienceId],
  );
  await stage.database.execute(`UPDATE ad_account SET terms_accepted = false, permissions = '{ANALYST}'`);
  await stage.database.execute(`UPDATE audience SET status = 'DELETED' WHERE id = $1`, [audience.audienceId]);
  await stage.enter(audience, 'ADD', ['a@b.co']);
  await stage.store.hold({ groupId: audience.audienceId }, 'PERMISSION_MISSING');
  await eventually(async () => {
    await stage.database.execute(
      `UPDATE batching.batch SET sealed_at = now() - interval '2 minutes' WHERE group_id = $1 AND state = 'READY'`,
      [audience.audienceId],
    );
    expect(await open()).toEqual([
      'AUDIENCE_DELETED',
      'BACKLOG_OLD',
      'ERRORED_USERS',
      'ROLE_MISSING',
      'TERMS_MISSING',
      'THROTTLED',
    ]);
  });
  await stage.database.execute('UPDATE alert_settings SET errored_users = 4, backlog_minutes = 5');
  await stage.database.execute('DELETE FROM attempt_rollup');
  await stage.database.execute(`UPDATE ad_account SET terms_accepted = true, permissions = '{OWNER}'`);
  // No step uses the audience any more, but a user still waits for it.
  await stage.database.execute('UPDATE step SET audience_id = NULL WHERE audience_id = $1', [
    audience.audienceId,
  ]);
  await eventually(async () => expect(await open()).toEqual(['AUDIENCE_DELETED', 'ROLE_MISSING']));
  await stage.database.execute(
    `UPDATE batching.batch SET state = 'ERRORED', settled_at = now() WHERE group_id = $1`,
    [audience.audienceId],
  );
  await stage.store.resume({ groupId: audience.audienceId });
  await eventually(async () => expect(await open()).toEqual([]));
});

describe('without leave to call private addresses', () => {
  const settings = { allowPrivate: false, timeoutMs: 2_000 };
  const sender = () =>
    new WebhookSender({
      ...settings,
      agent: guardedAgent({ allowPrivate: false, connectTimeoutMs: 2_000 }),
      now: () => Date.now(),
    });
  const delivery = {
    id: 'dlv_1',
    channelId: 'chn_1',
    event: 'TEST' as AlertEvent,
    createdAt: new Date(),
    attempts: 1,
    alert: null,
  };

  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433'])(
    '%s is not called',
    async (host) => {
      const address = `http://${host}:${hooks.port}/private`;
      expect(await sender().send(delivery, { address, secret: SECRET })).toEqual({
        kind: 'failed',
        reason: 'Its address is not one of the open internet.',
      });
      expect(hooks.to('/private')).toEqual([]);
    },
  );
});
