// Real: Postgres, Redis, the Pinterest sandbox (for the login), the gateway with its server. What a worker would do, the
// scheduler's store does here, so that every answer of Pinterest comes when the test says so.
import { createHash } from 'node:crypto';

import { type AttemptOutcome, type LeasedBatch } from '@audience-sync/batching-scheduler';
import { eventually } from '@audience-sync/test-kit';

import { Commands } from '../src/cli/commands.ts';
import { deliver } from './support/deliveries.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launch, launchJourney, make, type Journey } from './support/journey.ts';
import { follow, openSocket } from './support/socket.ts';

const REFUSED: AttemptOutcome = {
  kind: 'refused',
  reason: 'BAD_RECORDS',
  report: { status: 400, code: 1, requestId: 'req-7', message: 'Invalid record.' },
};
const ACCEPTED: AttemptOutcome = { kind: 'accepted', report: { status: 200, requestId: 'req-8' } };
const BUSY: AttemptOutcome = { kind: 'retry', reason: 'TRANSIENT', report: { status: 503 } };

const lines = (...ids: readonly string[]) =>
  ids
    .map((id) => `${JSON.stringify(id.startsWith('nobody') ? { id } : { id, email: `${id}@example.com` })}\n`)
    .join('');

describe('deliveries', () => {
  let stage: GatewayStage;
  let client: WorkspaceClient;
  let stranger: WorkspaceClient;
  let journey: Journey;
  let stepId: string;
  let elapsedMs: number;

  beforeAll(async () => {
    stage = await GatewayStage.open();
    const gateway = await stage.gateway();
    [client, stranger] = [await stage.client(gateway), await stage.client(gateway)];
  });
  beforeEach(async () => {
    elapsedMs = 0;
    journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    stepId = journey.stepIds[0] ?? '';
  });
  afterAll(() => stage.close());

  async function deliverNow(answer: (batch: LeasedBatch) => AttemptOutcome): Promise<void> {
    elapsedMs += 10_000;
    await deliver(stage.database, journey, elapsedMs, answer);
  }

  const refuse = (...bad: readonly string[]) =>
    deliverNow(({ items }) => (items.ids.some((id) => bad.includes(id)) ? REFUSED : ACCEPTED));

  interface Errored {
    readonly erroredUsers: {
      readonly nodes: Record<string, unknown>[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    } | null;
  }
  const errored = (more: Record<string, unknown> = {}, by = client) =>
    by.run<Errored>(
      `query ($stepId: ID!, $first: Int, $after: String, $reason: String) {
        erroredUsers(stepId: $stepId, first: $first, after: $after, reason: $reason) {
          nodes { externalId reason attempts canRedrive lastAttempt { outcome status code requestId message } }
          pageInfo { hasNextPage endCursor } } }`,
      { stepId, ...more },
    );
  const erroredIds = async (more: Record<string, unknown> = {}) =>
    (await errored(more)).erroredUsers?.nodes.map(({ externalId }) => externalId);
  const redrive = (input: Record<string, unknown>, by = client) =>
    by.run<{ redriveUsers: Record<string, unknown> }>(
      `mutation ($input: RedriveUsersInput!) { redriveUsers(input: $input) {
        ... on RedriveUsersPayload { pending overruled } ... on UserError { code path } } }`,
      { input: { stepId, ...input } },
    );
  const timeline = async (externalId: string, by = client) =>
    (
      await by.run<{ userTimeline: { nodes: Record<string, unknown>[] } }>(
        `query ($externalId: ID!) { userTimeline(externalId: $externalId) { nodes {
          step { id } outcome reason chunkId batch { id state users failures }
          attempts { number outcome status code requestId message } } } }`,
        { externalId },
      )
    ).userTimeline.nodes;
  const metrics = async () => {
    const [row] = await stage.rows<Record<string, number>>(
      `SELECT entered::int, synced::int, not_synced::int, pending::int, errored::int FROM step_metrics WHERE step_id = $1`,
      [stepId],
    );
    return row;
  };

  it('shows live how many were given up, why, and the last of them', async () => {
    await client.enter(stepId, lines('ann', 'bad-1', 'bob', 'bad-2'));
    await refuse('bad-1', 'bad-2');
    const socket = openSocket(client.url, `Bearer ${client.apiKey}`);
    const { results } = follow<{ erroredUsersChanged: object }>(
      socket,
      `subscription ($stepId: ID!) { erroredUsersChanged(stepId: $stepId) {
        stepId users reasons { reason users } latest { externalId batchId reason erroredAt } } }`,
      { stepId },
    );
    const one = (externalId: string) => ({
      externalId,
      batchId: expect.any(String) as string,
      reason: 'BAD_RECORDS',
      erroredAt: expect.stringMatching(/Z$/) as string,
    });
    const shown = (...ids: readonly string[]) => ({
      stepId,
      users: ids.length,
      reasons: ids.length === 0 ? [] : [{ reason: 'BAD_RECORDS', users: ids.length }],
      latest: expect.arrayContaining(ids.map(one)) as unknown[],
    });
    await eventually(() =>
      expect(results.at(-1)?.data?.erroredUsersChanged).toEqual(shown('bad-1', 'bad-2')),
    );
    await redrive({ externalIds: ['bad-1'] });
    await eventually(() => expect(results.at(-1)?.data?.erroredUsersChanged).toEqual(shown('bad-2')));
    expect(results).toHaveLength(2);
    await redrive({});
    await eventually(() => expect(results.at(-1)?.data?.erroredUsersChanged).toEqual(shown()));
    await socket.dispose();
  });

  it('lists who was given up, and why, page by page; brings them back by user, by reason, all', async () => {
    await client.enter(stepId, lines('ann', 'bad-1', 'bob', 'bad-2', 'bad-3', 'nobody'));
    await refuse('bad-1', 'bad-2', 'bad-3');
    const first = await errored({ first: 2 });
    expect(first.erroredUsers?.nodes[0]).toEqual({
      externalId: expect.stringMatching(/^bad-/) as string,
      reason: 'BAD_RECORDS',
      attempts: expect.any(Number) as number,
      canRedrive: true,
      lastAttempt: { outcome: 'REFUSED', ...(REFUSED as { report: object }).report },
    });
    expect(first.erroredUsers?.pageInfo.hasNextPage).toBe(true);
    const rest = await erroredIds({ after: first.erroredUsers?.pageInfo.endCursor });
    expect(rest).toHaveLength(1);
    expect(await erroredIds({ reason: 'TRANSIENT' })).toEqual([]);
    expect(await metrics()).toEqual({ entered: 6, synced: 2, not_synced: 1, pending: 0, errored: 3 });

    expect((await redrive({ externalIds: ['bad-2', 'ann', 'unknown'] })).redriveUsers).toEqual({
      pending: 1,
      overruled: 0,
    });
    expect(await metrics()).toMatchObject({ pending: 1, errored: 2 });
    expect((await redrive({ reason: 'TRANSIENT' })).redriveUsers).toEqual({ pending: 0, overruled: 0 });
    expect((await redrive({ reason: 'BAD_RECORDS' })).redriveUsers).toEqual({ pending: 2, overruled: 0 });
    await deliverNow(() => ACCEPTED);
    expect(await metrics()).toEqual({ entered: 6, synced: 5, not_synced: 1, pending: 0, errored: 0 });
    expect((await redrive({})).redriveUsers).toEqual({ pending: 0, overruled: 0 });
  });

  it('sums errored users by the reasons that bring them back', async () => {
    const DAY_MS = 86_400_000;
    await client.enter(stepId, lines('wrong', 'gina', 'hank'));
    await refuse('wrong');
    await client.enter(stepId, lines('ivan', 'jane', 'kim'));
    await deliverNow(() => BUSY);
    elapsedMs += DAY_MS;
    await deliverNow(() => BUSY);
    const sums = async () =>
      (
        await client.run<{
          step: { metrics: { breakdown: { errored: { reason: string; users: number }[] } } };
        }>(
          `query ($id: ID!) { step(id: $id) { ... on AudienceSyncStep {
            metrics { breakdown { errored { reason users } } } } } }`,
          { id: stepId },
        )
      ).step.metrics.breakdown.errored;
    const found = await sums();
    expect(found).toEqual([
      { reason: 'TRANSIENT', users: 3 },
      { reason: 'BAD_RECORDS', users: 1 },
    ]);
    for (const { reason, users } of found) {
      expect(await erroredIds({ reason })).toHaveLength(users);
      expect((await redrive({ reason })).redriveUsers).toEqual({ pending: users, overruled: 0 });
    }
    expect(await sums()).toEqual([]);
  });

  it('tells the story of one user: batch, every try with what Pinterest answered, outcome', async () => {
    await client.enter(stepId, lines('carl', 'bad', 'nobody-2'));
    const halves = {
      number: 1,
      outcome: 'REFUSED',
      status: 400,
      code: 1,
      requestId: 'req-7',
      message: 'Invalid record.',
    };
    await refuse('bad');
    const [bad, ...more] = await timeline('bad');
    expect(more).toEqual([]);
    expect(bad).toMatchObject({ step: { id: stepId }, outcome: 'ERRORED', reason: 'BAD_RECORDS' });
    expect(bad?.['attempts']).toEqual([halves, halves]);
    const [carl] = await timeline('carl');
    expect(carl).toMatchObject({ outcome: 'SYNCED', reason: null, batch: { state: 'SYNCED', users: 1 } });
    expect(carl?.['attempts']).toMatchObject([
      { outcome: 'REFUSED' },
      { outcome: 'ACCEPTED', status: 200, requestId: 'req-8' },
    ]);
    expect(await timeline('nobody-2')).toMatchObject([
      { step: { id: stepId }, outcome: 'NOT_SYNCED', reason: 'NO_MATCH_FIELD', batch: null, attempts: [] },
    ]);
    await client.enter(stepId, lines('carl'));
    expect(await timeline('carl')).toMatchObject([
      { outcome: 'SYNCED' },
      { outcome: 'PENDING', batch: { state: 'OPEN' } },
    ]);
    expect(await timeline('somebody else')).toEqual([]);
    expect(await timeline('no\u0000body')).toEqual([]);
    for (const id of ['carl', 'nobody-2']) expect(await timeline(id, stranger)).toEqual([]);
  });

  it('says why users wait: nothing, a failure, an earlier batch of the opposite operation, a hold', async () => {
    const waiting = async (id: string) =>
      (
        await client.run<{ deliveryWaiting: Record<string, unknown> | null }>(
          `query ($id: ID!) { deliveryWaiting(stepId: $id) {
            operation reason because users until givesUpAt next { state } blockedBy { operation state reason } } }`,
          { id },
        )
      ).deliveryWaiting;
    const removing = await make(client, 'createCanvas', { name: 'Take them out' });
    const removal = { name: 'Out', canvasId: removing, audienceId: journey.audienceId, operation: 'REMOVE' };
    const removeStepId = await make(client, 'addAudienceSyncStep', { ...removal, matchFields: ['EMAIL'] });
    await launch(client, removing);
    expect(await waiting(stepId)).toBeNull();

    await client.enter(stepId, lines('dora'));
    expect(await waiting(stepId)).toMatchObject({ reason: 'NOTHING_WAITING', users: 0, next: null });
    await deliverNow(() => BUSY);
    await client.enter(removeStepId, lines('dora'));
    await deliverNow(() => ACCEPTED); // too early for the addition, so nothing may leave
    expect(await waiting(stepId)).toMatchObject({
      operation: 'ADD',
      reason: 'RETRYING',
      because: 'TRANSIENT',
      users: 1,
    });
    const stuck = await waiting(removeStepId);
    expect(stuck).toMatchObject({
      operation: 'REMOVE',
      reason: 'EARLIER_OPPOSITE',
      because: 'TRANSIENT',
      users: 1,
      blockedBy: { operation: 'ADD', state: 'WAITING', reason: 'TRANSIENT' },
    });
    expect(new Date(String(stuck?.['until'])).getTime()).toBeGreaterThan(Date.now());

    await client.run('mutation ($id: ID!) { disconnectPinterest(connectionId: $id) { __typename } }', {
      id: journey.connectionId,
    });
    expect(await waiting(removeStepId)).toMatchObject({
      reason: 'CONNECTION_HELD',
      because: 'DISCONNECTED',
      until: null,
    });
    expect((await waiting(removeStepId))?.['givesUpAt']).not.toBeNull();
  });

  it('forgets a user everywhere, and keeps the counts', async () => {
    const ghost = `ghost-${createHash('sha256').update(stepId).digest('hex').slice(0, 8)}`;
    await client.enter(stepId, lines(ghost, 'eve'));
    await refuse(ghost);
    await client.enter(stepId, lines(ghost, 'fred'));
    await client.enter(stepId, `${JSON.stringify({ id: ghost })}\n`);
    const before = await metrics();
    const erase = (by = client) =>
      by.run<{ eraseUser: unknown }>(
        `mutation ($input: EraseUserInput!) { eraseUser(input: $input) {
          ... on EraseUserPayload { entries handoffs stillSending } ... on UserError { code path } } }`,
        { input: { externalId: ghost } },
      );
    expect(await erase(stranger)).toEqual({ eraseUser: { entries: 0, handoffs: 0, stillSending: 0 } });
    expect(await erase()).toEqual({ eraseUser: { entries: 3, handoffs: 0, stillSending: 0 } });
    expect(await timeline(ghost)).toEqual([]);
    expect(await metrics()).toEqual(before);
    await deliverNow(({ items }) => {
      expect(items.keyTags.length).toBe(1); // of fred alone
      return ACCEPTED;
    });
    expect(await metrics()).toMatchObject({ pending: 0, errored: 1 });
    expect(await erroredIds()).toEqual(['(erased)']);
    expect(await everyTextWith(ghost)).toEqual([]);
  });

  it('refuses what is no user, no step and no cursor', async () => {
    expect((await redrive({ externalIds: [] })).redriveUsers).toMatchObject({ code: 'INVALID_INPUT' });
    expect((await redrive({ externalIds: ['a', 'b\u0000'] })).redriveUsers).toMatchObject({
      path: ['input', 'externalIds', '1'],
    });
    expect((await redrive({ stepId: 'stp_unknown' })).redriveUsers).toMatchObject({ code: 'NOT_FOUND' });
    expect((await errored({ stepId: 'stp_unknown' })).erroredUsers).toBeNull();
    for (const after of ['x', Buffer.from('["a/1/1"]').toString('base64url')])
      await expect(errored({ after })).rejects.toThrow('is not a cursor of this list');
  });

  it('forgets all users of a workspace by command, and keeps the counts', async () => {
    await client.enter(stepId, lines('gus', 'hugo', 'nobody-3'));
    const before = await metrics();
    const command = { kind: 'workspace.erase-users', workspaceId: client.workspaceId, json: true } as const;
    const commands = new Commands(stage.database, () => {
      throw new Error('no token is read here');
    });
    expect(await commands.run(command)).toMatchObject({ stillSending: 0 });
    expect(await commands.run(command)).toMatchObject({ entries: 0 });
    expect(await metrics()).toEqual(before);
    for (const id of ['gus', 'hugo', 'nobody-3', 'ann', 'carl']) expect(await timeline(id)).toEqual([]);
    expect(await everyTextWith('hugo')).toEqual([]);
  });

  it('forgets a whole workspace by command, while one of its batches is on its way', async () => {
    const leaving = await stage.client(client);
    const left = await launchJourney(leaving, [{ operation: 'ADD', matchFields: ['EMAIL'] }, 'external']);
    await leaving.enter(left.stepIds[0] ?? '', lines('lara', 'nobody-4'));
    await leaving.run(
      'mutation { createAlertEmail(input: { address: "marketer@example.com" }) { __typename } }',
    );
    const rows = (sql: string) => stage.rows<Record<string, unknown>>(sql, [leaving.workspaceId]);
    const counts = () =>
      rows(
        `SELECT entered::int, not_synced::int, (synced + pending)::int AS ours FROM step_metrics
          WHERE workspace_id = $1 AND entered > 0`,
      );
    const before = await counts();
    const [person] = await rows('SELECT username, pinterest_user_id FROM connection WHERE workspace_id = $1');
    const commands = new Commands(stage.database, () => {
      throw new Error('no token is read here');
    });
    const erase = () =>
      commands.run({ kind: 'workspace.erase', workspaceId: leaving.workspaceId, json: true });

    let during: object = {};
    await deliver(stage.database, left, 10_000, async () => {
      during = await erase();
      return ACCEPTED;
    });
    expect(during).toMatchObject({ keys: 1, connections: 1, channels: 1, handoffs: 2, stillSending: 1 });
    expect(await erase()).toMatchObject({ entries: 1, handoffs: 0, channels: 0, stillSending: 0 });
    expect(await counts()).toEqual(before);
    expect(before).toEqual([{ entered: 2, not_synced: 1, ours: 1 }]);
    for (const name of ['lara', 'nobody-4']) expect(await everyTextWith(name)).toEqual([]);
    const connections = await rows('SELECT * FROM connection WHERE workspace_id = $1');
    const tokens = { access_token_cipher: null, refresh_token_cipher: null, key_id: null };
    expect(connections).toMatchObject([{ status: 'DISCONNECTED', ...tokens }]);
    for (const name of Object.values(person ?? {})) expect(JSON.stringify(connections)).not.toContain(name);
    for (const table of ['alert_channel', 'idempotency_record', 'oauth_state'])
      expect(await rows(`SELECT FROM ${table} WHERE workspace_id = $1`)).toEqual([]);
    await eventually(async () =>
      expect((await leaving.ask('{ viewer { role } }')).errors?.[0]?.extensions).toMatchObject({
        code: 'UNAUTHENTICATED',
      }),
    );
  });

  /** Tables and columns that hold the text anywhere. */
  async function everyTextWith(text: string): Promise<readonly string[]> {
    const columns = await stage.rows<{ place: string; sql: string }>(
      `SELECT format('%I.%I.%I', table_schema, table_name, column_name) AS place,
              format('SELECT count(*)::int AS n FROM %I.%I WHERE %I::text LIKE $1', table_schema, table_name, column_name) AS sql
         FROM information_schema.columns WHERE table_schema IN ('public', 'batching') AND data_type <> 'bytea'`,
    );
    const found: string[] = [];
    for (const { place, sql } of columns) {
      const [row] = await stage.rows<{ n: number }>(sql, [`%${text}%`]);
      if ((row?.n ?? 0) > 0) found.push(place);
    }
    return found;
  }
});
