// Real: Postgres, Redis, built workers (one or two processes) and the Pinterest sandbox as a process.
import { eventually } from '@audience-sync/test-kit';
import { membersOf, people } from './support/people.ts';
import {
  PINTEREST_AD_ACCOUNT,
  PINTEREST_USER,
  type StageOptions,
  type StagedAudience,
  WorkerStage,
} from './support/worker-stage.ts';

const SLOW = { timeoutMs: 30_000 };
const UPDATE = { operation: 'customer_lists/update' };
const TOKEN_ENDPOINT = { operation: 'oauth/token' };
/** Time enough to be seen twice. */
const OFTEN = { CONNECTIONS_CHECK_INTERVAL_MS: '1000' };

describe('a connection', () => {
  let stage: WorkerStage;
  let audience: StagedAudience;
  const open = async (options: StageOptions = {}): Promise<void> => {
    stage = await WorkerStage.open(options);
    audience = await stage.draftAudience('Loyal customers');
  };
  afterEach(() => stage.close());

  const connection = () =>
    stage.one(
      `SELECT status, token_version, last_error, renewal_refused_at IS NOT NULL AS ending FROM connection`,
    );
  const shows = (part: Record<string, unknown>) =>
    eventually(async () => expect(await connection()).toMatchObject(part), SLOW);
  const synced = (count: number) =>
    eventually(
      async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: count, pending: 0 }),
      SLOW,
    );
  const trail = async (action: string) =>
    (
      await stage.one<{ events: unknown }>(
        `SELECT coalesce(json_agg(json_build_object('actor', actor, 'detail', detail) ORDER BY id), '[]') AS events
           FROM audit_event WHERE action = $1`,
        [action],
      )
    ).events;
  /** As old as tokens are when they are renewed. */
  const age = () =>
    stage.database.execute(
      "UPDATE connection SET updated_at = now() - interval '21 days', access_expires_at = now() + interval '9 days'",
    );

  it('that has died meets a burst with two dead requests at most, is parked, and delivers all of it when it is back', async () => {
    await open({ sandbox: { SANDBOX_LATENCY_MS: '150' } });
    const others = [await stage.draftAudience('Second'), await stage.draftAudience('Third')];
    await Promise.all([stage.worker(), stage.worker()]);
    const allSynced = async (count: number) => {
      for (const { steps } of [audience, ...others])
        await eventually(
          async () => expect(await stage.counts(steps.ADD)).toMatchObject({ synced: count, pending: 0 }),
          SLOW,
        );
    };
    for (const one of [audience, ...others]) await stage.enter(one, 'ADD', people(10));
    await allSynced(10);
    const renewalsBefore = await stage.tokenRequests();
    await stage.sandbox.revokeTokens(PINTEREST_USER);
    for (const one of [audience, ...others]) await stage.enter(one, 'ADD', people(5_700));
    await shows({
      status: 'INVALID_TOKEN',
      last_error: expect.stringContaining('Connect it again') as string,
    });
    await eventually(
      async () =>
        expect(
          await stage.one("SELECT count(*)::int AS n FROM batching.batch WHERE state = 'IN_FLIGHT'"),
        ).toEqual({
          n: 0,
        }),
      SLOW,
    );
    expect(await stage.deadRequests()).toBeLessThanOrEqual(2);
    expect((await stage.tokenRequests()) - renewalsBefore).toBe(1);
    expect(await trail('connection.invalidated')).toEqual([{ actor: 'system', detail: {} }]);
    await stage.connect();
    await allSynced(5_710);
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(5_700)));
    expect((await stage.writes())?.answered429).toBe(0);
  }, 60_000);

  it('whose grant is not renewed in time gives its users up, and takes them back after a redrive', async () => {
    await open();
    await stage.sandbox.revokeTokens(PINTEREST_USER);
    await stage.worker({ SYNC_RETRY_WINDOW_MS: '1000' });
    await stage.enter(audience, 'ADD', people(10));
    await eventually(
      async () =>
        expect(await stage.counts(audience.steps.ADD)).toMatchObject({ errored: 10, pending: 0, synced: 0 }),
      SLOW,
    );
    expect(await stage.one('SELECT reason FROM batching.batch')).toEqual({ reason: 'INVALID_TOKEN' });
    await stage.connect();
    await stage.store.redrive({ reason: 'INVALID_TOKEN' });
    await synced(10);
  });

  it('is renewed once before its token ends, also when the first answer is lost and the old token lives on', async () => {
    await open({ sandbox: { SANDBOX_OLD_REFRESH_TOKEN_SURVIVES: 'true' } });
    await age();
    await Promise.all([stage.worker(OFTEN), stage.worker(OFTEN)]);
    await shows({ token_version: 2, status: 'ACTIVE', last_error: null, ending: false });
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    expect(await connection()).toMatchObject({ token_version: 2 });
    expect(await stage.deadRequests()).toBe(0);
    await stage.sandbox.addFault({ match: TOKEN_ENDPOINT, fault: { kind: 'apply-then-reset' }, times: 1 });
    await age();
    await shows({ token_version: 3, status: 'ACTIVE', ending: false });
  });

  it('works on until its token ends when the lost answer has used the refresh token up, and warns once a level', async () => {
    await open();
    await stage.sandbox.addFault({ match: TOKEN_ENDPOINT, fault: { kind: 'apply-then-reset' }, times: 1 });
    await age();
    await stage.worker(OFTEN);
    await shows({
      ...{ token_version: 1, status: 'ACTIVE', ending: true },
      last_error: expect.stringContaining('connect it again before') as string,
    });
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    const warned = (daysAhead: number, daysLeft: number) => ({
      actor: 'system',
      detail: { daysAhead, daysLeft },
    });
    const warnings = (events: unknown[]) =>
      eventually(async () => expect(await trail('connection.expiry-warned')).toEqual(events), SLOW);
    await warnings([warned(14, 8)]);
    await stage.database.execute("UPDATE connection SET access_expires_at = now() + interval '20 hours'");
    await warnings([warned(14, 8), warned(1, 0)]);
    await stage.connect();
    expect(await connection()).toMatchObject({
      token_version: 2,
      status: 'ACTIVE',
      ending: false,
      last_error: null,
    });
  });

  it('lives on while the token endpoint is out of order, in whatever way, and goes on when it is back', async () => {
    await open();
    await stage.worker({ SYNC_REQUEST_TIMEOUT_MS: '300' });
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    const body = { code: 2, message: 'Authentication failed.' };
    const failures = async () =>
      (
        await stage.one<{ n: number }>(`SELECT count(*)::int AS n FROM batching.attempt
         WHERE reason = 'TOKEN_RENEWAL_FAILED'`)
      ).n;
    const outages = [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 200, body: '<html>maintenance</html>' },
      { kind: 'hang' },
    ] as const;
    for (const [at, fault] of outages.entries()) {
      const [before, writes] = [await failures(), (await stage.writes())?.received ?? 0];
      await stage.sandbox.addFault({ match: TOKEN_ENDPOINT, fault: { ...fault } });
      const refused = { match: UPDATE, fault: { kind: 'status', status: 401, body } } as const;
      await stage.sandbox.addFault({ ...refused, times: 1 });
      await stage.enter(audience, 'ADD', people(10, 10 * (at + 1)));
      await eventually(async () => expect(await failures()).toBeGreaterThan(before + 1), SLOW);
      expect(await connection()).toMatchObject({ token_version: at + 1 });
      expect((await stage.writes())?.received).toBe(writes + 1);
      await stage.sandbox.clearFaults();
      await synced(10 * (at + 2));
      expect(await connection()).toMatchObject({ token_version: at + 2, status: 'ACTIVE' });
    }
  });

  it('is checked on schedule: a lost role is shown, and what waited for it goes on when it is back', async () => {
    await open();
    await stage.sandbox.setPermissions(PINTEREST_AD_ACCOUNT, PINTEREST_USER, ['ANALYST']);
    await stage.worker({ ...OFTEN, CONNECTIONS_PREFLIGHT_INTERVAL_MS: '1000' });
    await stage.enter(audience, 'ADD', people(10));
    const held = (hold_reason: string | null) =>
      eventually(
        async () =>
          expect(
            await stage.one(
              `SELECT g.hold_reason, t.permissions FROM batching.ordering_group g, ad_account t
               WHERE t.pinterest_ad_account_id = $1`,
              [PINTEREST_AD_ACCOUNT],
            ),
          ).toEqual({ hold_reason, permissions: [hold_reason === null ? 'OWNER' : 'ANALYST'] }),
        SLOW,
      );
    await held('PERMISSION_MISSING');
    await stage.sandbox.setPermissions(PINTEREST_AD_ACCOUNT, PINTEREST_USER, ['OWNER']);
    await held(null);
    await synced(10);
  });
});
