// Real: Postgres, Redis, the built worker and the Pinterest sandbox as a process, which answers what the test tells it.
import { eventually } from '@audience-sync/test-kit';
import { membersOf, people } from './support/people.ts';
import { PINTEREST_USER, type StagedAudience, WorkerStage } from './support/worker-stage.ts';

const SLOW = { timeoutMs: 20_000 };
const UPDATE = { operation: 'customer_lists/update' };

describe('the answers of Pinterest', () => {
  let stage: WorkerStage;
  let audience: StagedAudience;

  beforeEach(async () => {
    stage = await WorkerStage.open();
    audience = await stage.draftAudience('Loyal customers');
  });
  afterEach(() => stage.close());

  const synced = (count: number) =>
    eventually(
      async () => expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: count, pending: 0 }),
      SLOW,
    );
  /** The hold is there, and the batch that met it is settled: who resumes now resumes for good. */
  const heldFor = (table: 'flow' | 'ordering_group', hold_reason: string) =>
    eventually(
      async () =>
        expect(
          await stage.one(`SELECT (SELECT hold_reason FROM batching.${table} WHERE hold_reason IS NOT NULL),
              (SELECT count(*)::int FROM batching.batch WHERE state = 'IN_FLIGHT') AS in_flight`),
        ).toEqual({ hold_reason, in_flight: 0 }),
      SLOW,
    );

  it('401: the token is refreshed once and the batch arrives', async () => {
    await stage.worker();
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    const body = { code: 2, message: 'Authentication failed.' };
    await stage.sandbox.addFault({ match: UPDATE, fault: { kind: 'status', status: 401, body }, times: 1 });
    await stage.enter(audience, 'ADD', people(10, 10));
    await synced(20);
    expect(await stage.one('SELECT token_version, status FROM connection')).toEqual({
      token_version: 2,
      status: 'ACTIVE',
    });
  });

  it('a grant that was revoked parks the connection; connecting again delivers everything', async () => {
    await stage.worker();
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    const before = (await stage.writes())?.received ?? 0;
    await stage.sandbox.revokeTokens(PINTEREST_USER);
    await stage.enter(audience, 'ADD', people(5_000, 10));
    await heldFor('flow', 'INVALID_TOKEN');
    expect(await stage.one('SELECT status, last_error_code FROM connection')).toEqual({
      status: 'INVALID_TOKEN',
      last_error_code: 'INVALID_TOKEN',
    });
    expect(await stage.counts(audience.steps.ADD)).toMatchObject({ pending: 5_000, errored: 0 });
    expect(((await stage.writes())?.received ?? 0) - before).toBeLessThanOrEqual(3);
    await stage.connect();
    await synced(5_010);
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(5_010)));
  });

  it('a hold that outlived its reason is lifted by the sweep', async () => {
    await stage.worker();
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    await stage.store.hold({ flowId: stage.connectionId }, 'INVALID_TOKEN');
    await stage.enter(audience, 'ADD', people(10, 10));
    await synced(20);
  });

  it('403: the ad account is parked, nothing is lost', async () => {
    await stage.worker();
    const body = { code: 29, message: 'You are not permitted to access that resource.' };
    await stage.sandbox.addFault({ fault: { kind: 'status', status: 403, body }, match: {} });
    await stage.enter(audience, 'ADD', people(10));
    await heldFor('ordering_group', 'PERMISSION_MISSING');
    await stage.sandbox.clearFaults();
    await stage.store.resume({ groupId: audience.audienceId }, 'PERMISSION_MISSING');
    await synced(10);
  });

  it('404: the audience is shown as deleted and its batches are parked', async () => {
    await stage.worker();
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    await stage.sandbox.deleteCustomerList((await stage.listOf(audience)) ?? '');
    await stage.enter(audience, 'ADD', people(10, 10));
    await heldFor('ordering_group', 'AUDIENCE_DELETED');
    expect(await stage.one('SELECT status FROM audience')).toEqual({ status: 'DELETED' });
    expect(await stage.counts(audience.steps.ADD)).toMatchObject({ synced: 10, pending: 10 });
  });

  it('429: waits as long as it says, then delivers', async () => {
    await stage.worker();
    const fault = {
      kind: 'status',
      status: 429,
      body: { code: 8, message: 'Limit.' },
      headers: { 'x-ratelimit-reset': '1' },
    };
    await stage.sandbox.addFault({
      match: { operation: 'customer_lists/create' },
      fault: { ...fault, kind: 'status' },
      times: 1,
    });
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    expect(await stage.one(`SELECT status, reason FROM batching.attempt WHERE outcome = 'retry'`)).toEqual({
      status: 429,
      reason: 'THROTTLED',
    });
  });

  it('400: the one bad record is found, its user errored, all others synced', async () => {
    await stage.worker();
    await stage.enter(audience, 'ADD', people(1));
    await synced(1);
    const [record = ''] = membersOf(people(1, 42));
    const body = { code: 1, message: 'Invalid record.' };
    await stage.sandbox.addFault({ match: { record }, fault: { kind: 'status', status: 400, body } });
    const before = (await stage.writes())?.received ?? 0;
    await stage.enter(audience, 'ADD', people(1_900, 1));
    await eventually(
      async () =>
        expect(await stage.counts(audience.steps.ADD)).toEqual({
          entered: 1_901,
          synced: 1_900,
          errored: 1,
          pending: 0,
        }),
      SLOW,
    );
    expect(await stage.membersOf(audience)).not.toContain(record);
    const more = ((await stage.writes())?.received ?? 0) - before - 1;
    expect(more).toBeLessThanOrEqual(2 * Math.log2(1_900) + 1);
    const { items } = await stage.store.listErrored({ sourceId: audience.steps.ADD, limit: 5 });
    expect(items).toMatchObject([
      { itemId: 'person-42', reason: 'BAD_RECORDS', lastAttempt: { report: { status: 400, ...body } } },
    ]);
  });

  it('a creation whose answer was lost makes no second list and no second audience', async () => {
    for (const operation of ['customer_lists/create', 'audiences/create'])
      await stage.sandbox.addFault({ match: { operation }, fault: { kind: 'apply-then-reset' }, times: 1 });
    await stage.worker();
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    expect(await stage.listsNamed(audience.name)).toHaveLength(1);
    expect(await stage.audiencesNamed(audience.name)).toHaveLength(1);
    expect(await stage.membersOf(audience)).toEqual(membersOf(people(10)));
  });

  it('another worker finds the list of one that died before it could store its id', async () => {
    const create = { operation: 'customer_lists/create' };
    await stage.sandbox.addFault({ match: create, fault: { kind: 'apply-then-reset' }, times: 1 });
    const first = await stage.worker({ SYNC_BACKOFF_MIN_MS: '3000', SYNC_BACKOFF_MAX_MS: '3000' });
    await stage.enter(audience, 'ADD', people(10));
    await eventually(async () => expect(await stage.listsNamed(audience.name)).toHaveLength(1), SLOW);
    await first.kill();
    // What the dead worker held, the batch and the right to create its audience, ends by itself: as if that time were over.
    await stage.database.execute(`UPDATE batching.batch SET lease_until = now() WHERE state = 'IN_FLIGHT'`);
    await stage.database.execute('UPDATE audience SET creating_until = now()');
    await stage.worker();
    await synced(10);
    const lists = await stage.listsNamed(audience.name);
    expect(lists.map(({ id }) => id)).toEqual([await stage.listOf(audience)]);
  });

  it('an answer slower than the time-out is tried again and counted once', async () => {
    await stage.worker({ SYNC_REQUEST_TIMEOUT_MS: '500' });
    await stage.enter(audience, 'ADD', people(10));
    await synced(10);
    await stage.sandbox.addFault({ match: UPDATE, fault: { kind: 'hang' }, times: 1 });
    await stage.enter(audience, 'ADD', people(10, 10));
    await synced(20);
    expect(await stage.one(`SELECT reason FROM batching.attempt WHERE outcome = 'retry'`)).toEqual({
      reason: 'TRANSIENT',
    });
  });
});
