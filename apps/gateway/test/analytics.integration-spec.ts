// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its server in this process. No worker: what
// a worker would do is done by the scheduler's store, with the worker's counters.
import { packItems, type AttemptOutcome } from '@audience-sync/batching-scheduler';
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { TopicBus, topics } from '@audience-sync/messaging';
import { ActivityRepository, StepMetricsRepository, type Tx } from '@audience-sync/persistence';
import { eventually } from '@audience-sync/test-kit';
import { Client as PgClient } from 'pg';

import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launch, launchJourney, make, type Journey } from './support/journey.ts';
import { follow, openSocket, type Followed } from './support/socket.ts';

const BREAKDOWN = `entered synced notSynced pending errored explanation breakdown {
  notSynced { reason users } pending { cause users until givesUpAt } errored { reason users } }`;

interface Detailed {
  readonly entered: number;
  readonly synced: number;
  readonly notSynced: number;
  readonly pending: number;
  readonly errored: number;
  readonly explanation: string | null;
  readonly breakdown: {
    readonly notSynced: { reason: string; users: number }[];
    readonly pending: { cause: string; users: number; until: string | null }[];
    readonly errored: { reason: string; users: number }[];
  };
}

describe('analytics', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  let journey: Journey;
  let store: PostgresBatchStore;
  let stepId: string;
  const sockets: { dispose(): unknown }[] = [];
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway({ SYNC_FLUSH_INTERVAL_MS: '10' });
    client = await stage.client(gateway);
    const metrics = new StepMetricsRepository(stage.database);
    store = new PostgresBatchStore({
      pool: stage.database.pool,
      options: { flushIntervalMs: 1 },
      ledger: { record: (movements, tx, attempts) => metrics.applyMovements(tx as Tx, movements, attempts) },
    });
  });
  beforeEach(async () => {
    client = await stage.client(gateway);
    journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    stepId = journey.stepIds[0] ?? '';
  });
  afterEach(() => Promise.all(sockets.splice(0).map((socket) => socket.dispose())));
  afterAll(() => stage.close());

  const enter = (...emails: string[]): Promise<unknown> =>
    client.enter(stepId, emails.map((email, at) => `${JSON.stringify({ id: `u${at}`, email })}\n`).join(''));
  const seal = (): Promise<unknown> =>
    eventually(async () => expect(await store.sealWindow(journey.audienceId)).not.toBeNull());
  const settle = async (outcome: AttemptOutcome): Promise<void> => {
    await seal();
    await settleSealed(outcome);
  };
  const settleSealed = async (outcome: AttemptOutcome): Promise<void> => {
    const [claimed] = await store.claim(journey.connectionId, 1);
    const batch = claimed && (await store.begin(claimed));
    if (!batch) throw new Error('nothing to send');
    await store.settle(batch, outcome);
    const bus = gateway.app.get(TopicBus, { strict: false });
    await bus.publish([topics.stepMetrics(stepId), topics.activity(journey.connectionId)]);
  };
  const watch = <T>(query: string, variables: Record<string, unknown>): Followed<T> => {
    const socket = openSocket(gateway.url, `Bearer ${client.apiKey}`);
    sockets.push(socket);
    return follow<T>(socket, query, variables);
  };
  const metrics = async (): Promise<Detailed> => {
    const { step } = await client.run<{ step: { metrics: Detailed } }>(
      `query ($id: ID!) { step(id: $id) { ... on AudienceSyncStep { metrics { ${BREAKDOWN} } } } }`,
      { id: stepId },
    );
    for (const name of ['notSynced', 'pending', 'errored'] as const)
      expect(step.metrics.breakdown[name].reduce((sum, { users }) => sum + users, 0)).toBe(
        step.metrics[name],
      );
    return step.metrics;
  };

  it('give the reasons behind the counts, of step, canvas and audience alike, in the query and live', async () => {
    const live = watch<{ stepMetricsChanged: Detailed }>(
      `subscription ($id: ID!) { stepMetricsChanged(stepId: $id) { ${BREAKDOWN} } }`,
      { id: stepId },
    );
    const shown = (): unknown => live.results.at(-1)?.data?.stepMetricsChanged;
    await enter('a@b.co', 'c@d.co', 'nonsense', '');
    const first = await metrics();
    expect(first).toMatchObject({ entered: 4, pending: 2, notSynced: 2 });
    expect(first.breakdown.pending).toMatchObject([{ cause: 'WINDOW', users: 2 }]);
    expect(first.explanation).toContain('until their window ends');
    await eventually(async () => expect(shown()).toEqual(await metrics()));
    await settle({ kind: 'retry', reason: 'TRANSIENT', report: { status: 503 } });
    expect((await metrics()).breakdown.pending).toMatchObject([{ cause: 'RETRY', users: 2 }]);
    await eventually(async () => expect(shown()).toEqual(await metrics()));
    const { canvas, audience } = await client.run<{ canvas: unknown; audience: unknown }>(
      `query ($canvas: ID!, $audience: ID!) {
        canvas(id: $canvas) { metrics { ${BREAKDOWN} } } audience(id: $audience) { metrics { ${BREAKDOWN} } } }`,
      { canvas: journey.canvasId, audience: journey.audienceId },
    );
    expect([canvas, audience]).toEqual([{ metrics: await metrics() }, { metrics: await metrics() }]);
  });

  it('tell a step live that it waits for another one, and when it does no more', async () => {
    const canvasId = await make(client, 'createCanvas', { name: 'Take them out' });
    const wish = { audienceId: journey.audienceId, operation: 'REMOVE', matchFields: ['EMAIL'] };
    const removing = await make(client, 'addAudienceSyncStep', { canvasId, name: 'Remove', ...wish });
    await launch(client, canvasId);
    await enter('a@b.co');
    await settle({ kind: 'retry', reason: 'TRANSIENT', report: { status: 503 } });
    await client.enter(removing, `${JSON.stringify({ id: 'u9', email: 'c@d.co' })}\n`);
    await seal();
    const live = watch<{ stepMetricsChanged: Detailed }>(
      `subscription ($id: ID!) { stepMetricsChanged(stepId: $id) { ${BREAKDOWN} } }`,
      { id: removing },
    );
    const waitsFor = (cause: string): Promise<unknown> =>
      eventually(() =>
        expect(live.results.at(-1)?.data?.stepMetricsChanged.breakdown.pending).toMatchObject([
          { cause, users: 1 },
        ]),
      );
    await waitsFor('EARLIER_OPPOSITE');
    await stage.database.execute(
      `UPDATE batching.batch SET not_before = now() WHERE group_id = $1 AND state = 'WAITING'`,
      [journey.audienceId],
    );
    await settleSealed({ kind: 'accepted' });
    await waitsFor('QUOTA');
  });

  it('of a canvas with 50 steps take at most three statements', async () => {
    const canvasId = await make(client, 'createCanvas', { name: 'Long' });
    for (let at = 0; at < 50; at++)
      await make(client, 'addAudienceSyncStep', {
        canvasId,
        name: `Step ${at}`,
        audienceId: journey.audienceId,
        operation: 'ADD',
        matchFields: ['EMAIL'],
      });
    await launch(client, canvasId);
    const query = `query ($id: ID!) { canvas(id: $id) {
      metrics { ${BREAKDOWN} } steps { ... on AudienceSyncStep { metrics { entered pending } } } } }`;
    await client.run(query, { id: canvasId }); // so that the key is known
    const asked: unknown[] = [];
    const ask = jest.spyOn(PgClient.prototype, 'query');
    const { canvas } = await client.run<{ canvas: { steps: unknown[] } }>(query, { id: canvasId });
    asked.push(...ask.mock.calls);
    ask.mockRestore();
    expect(canvas.steps).toHaveLength(50);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(3);
  });

  it('over time add up to the counts, with latency and answers, and refuse bad ranges by field', async () => {
    await enter('a@b.co', 'nonsense');
    await settle({ kind: 'accepted' });
    const range = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 3_600_000).toISOString(),
      interval: 'HOUR',
      timeZone: 'America/Sao_Paulo',
    };
    const series = (change: object) =>
      client.run<Record<string, { __typename: string } & Record<string, unknown>>>(
        `query ($step: ID!, $canvas: ID!, $audience: ID!, $range: TimeRangeInput!) {
          step: stepSeries(stepId: $step, range: $range) { ...series }
          canvas: canvasSeries(canvasId: $canvas, range: $range) { ...series }
          audience: audienceSeries(audienceId: $audience, range: $range) { ...series }
          answers: answerSeries(audienceId: $audience, range: $range) { __typename
            ... on AnswerSeries { points { answers { answer attempts users } } } } }
        fragment series on MetricsSeriesResult { __typename
          ... on MetricsSeries { points { entered synced notSynced } latency { p50 p95 p99 } }
          ... on InvalidInputError { problems { path message } } }`,
        {
          step: stepId,
          canvas: journey.canvasId,
          audience: journey.audienceId,
          range: { ...range, ...change },
        },
      );
    const { step, canvas, audience, answers } = await series({});
    const points = step?.['points'] as { entered: number; synced: number; notSynced: number }[];
    const sum = (name: 'entered' | 'synced' | 'notSynced') =>
      points.reduce((all, point) => all + point[name], 0);
    expect([sum('entered'), sum('synced'), sum('notSynced')]).toEqual([2, 1, 1]);
    expect(step?.['latency']).toMatchObject({ p50: expect.any(Number) as number });
    expect([canvas, audience]).toEqual([step, step]);
    expect(JSON.stringify(answers)).toContain('{"answer":"ACCEPTED","attempts":1,"users":1}');
    for (const [field, change] of [
      ['to', { to: range.from }],
      ['from', { from: range.to, to: new Date(Date.now() + 7_200_000).toISOString() }],
      ['interval', { from: '1970-01-01T00:00:00Z' }],
      ['timeZone', { timeZone: 'Mars/Olympus' }],
      ['timeZone', { timeZone: "UTC'; DROP TABLE step" }],
    ] as const)
      expect((await series(change)).step?.['problems']).toMatchObject([{ path: ['range', field] }]);
  });

  it('list who was not synced in pages, by reason, and as files', async () => {
    await enter('nonsense', '', 'a@b.co', 'more nonsense');
    const page = (variables: object) =>
      client.run<{
        notSyncedUsers: {
          nodes: { externalId: string; reason: string }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      }>(
        `query ($step: ID!, $first: Int, $after: String, $reason: NotSyncedReason) {
          notSyncedUsers(stepId: $step, first: $first, after: $after, reason: $reason) {
            nodes { externalId reason } pageInfo { hasNextPage endCursor } } }`,
        { step: stepId, ...variables },
      );
    const first = (await page({ first: 2 })).notSyncedUsers;
    expect([first.nodes.map(({ externalId }) => externalId), first.pageInfo.hasNextPage]).toEqual([
      ['u0', 'u1'],
      true,
    ]);
    const second = (await page({ first: 2, after: first.pageInfo.endCursor })).notSyncedUsers;
    expect([second.nodes, second.pageInfo.hasNextPage]).toEqual([
      [{ externalId: 'u3', reason: 'MALFORMED' }],
      false,
    ]);
    expect((await page({ reason: 'MALFORMED' })).notSyncedUsers.nodes.map((one) => one.externalId)).toEqual([
      'u0',
      'u3',
    ]);
    const file = async (path: string, by = client): Promise<[number, string, string | null]> => {
      const answer = await fetch(`${gateway.url}/v1/${path}`, { headers: by.headers });
      return [answer.status, await answer.text(), answer.headers.get('content-type')];
    };
    const [status, csv] = await file(`steps/${stepId}/not-synced.csv`);
    expect([status, csv.split('\n').slice(0, 2)]).toEqual([
      200,
      ['externalId,reason,at', expect.stringMatching(/^u0,MALFORMED,\d{4}-/)],
    ]);
    const [, lines, type] = await file(`steps/${stepId}/not-synced.ndjson`);
    expect(type).toBe('application/x-ndjson');
    expect(JSON.parse(lines.split('\n')[1] ?? '')).toMatchObject({ externalId: 'u1', reason: 'EMPTY' });
    await settle({ kind: 'refused', reason: 'BAD_RECORDS', report: { status: 400, requestId: 'req-1' } });
    const [, errored] = await file(`steps/${stepId}/errored.csv`);
    expect(errored).toMatch(/\nu2,BAD_RECORDS,[^,]+,1,400,req-1,true\n/);
    const query = `from=${new Date(Date.now() - 60_000).toISOString()}&to=${new Date().toISOString()}`;
    expect((await file(`canvases/${journey.canvasId}/series.csv?${query}&interval=minute`))[1]).toMatch(
      /^start,entered,synced,/,
    );
    expect((await file(`steps/${stepId}/series.csv?${query}&interval=aeon`))[0]).toBe(400);
    const [refused, why] = await file(`steps/${stepId}/series.csv?from=never&to=ever`);
    expect([refused, why]).toEqual([400, expect.stringMatching(/`from` must be .*`to` must be /)]);
    expect((await file(`steps/${stepId}/errored.xls`))[0]).toBe(404);
    const stranger = await stage.client(gateway);
    for (const path of ['not-synced.csv', 'errored.csv', `series.csv?${query}`])
      expect((await file(`steps/${stepId}/${path}`, stranger))[0]).toBe(404);
    const feeder = await stage.client(gateway, 'INGEST', client.workspaceId);
    expect((await file(`steps/${stepId}/errored.csv`, feeder))[0]).toBe(403);
  });

  it('make a formula in an id text when a spreadsheet reads it', async () => {
    await client.enter(
      stepId,
      `${JSON.stringify({ id: '=HYPERLINK("http://evil.example")', email: 'x' })}\n`,
    );
    const answer = await fetch(`${gateway.url}/v1/steps/${stepId}/not-synced.csv`, {
      headers: client.headers,
    });
    expect(await answer.text()).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  });

  it('show what is left of the quota, what waits for it and how long that takes', async () => {
    await enter('a@b.co', 'c@d.co');
    const { pinterestQuota } = await client.run<{ pinterestQuota: Record<string, unknown> }>(
      `query ($id: ID!) { pinterestQuota(connectionId: $id) { pinterestUserId backlogUsers backlogRequests drainedAt
        windows { name seconds limit used left } audiences { audienceId backlogUsers comingShare usedShare } } }`,
      { id: journey.connectionId },
    );
    expect(pinterestQuota).toMatchObject({
      backlogUsers: 2,
      backlogRequests: 1,
      drainedAt: expect.any(String) as string,
      audiences: [{ audienceId: journey.audienceId, backlogUsers: 2, comingShare: 1, usedShare: 0 }],
    });
    expect(pinterestQuota['windows']).toEqual(
      expect.arrayContaining([
        { name: 'writes', seconds: 1, limit: 7, used: 0, left: 7 },
        { name: 'ads_write', seconds: 60, limit: 400, used: 0, left: 400 },
      ]),
    );
  });

  it('drain the quota no sooner than anything may leave', async () => {
    /** In tens of minutes. */
    const drainedIn = async (): Promise<number> => {
      const { pinterestQuota } = await client.run<{ pinterestQuota: { drainedAt: string } }>(
        'query ($id: ID!) { pinterestQuota(connectionId: $id) { drainedAt } }',
        { id: journey.connectionId },
      );
      return Math.max(0, Math.round((Date.parse(pinterestQuota.drainedAt) - Date.now()) / 600_000));
    };
    const retryIn = (interval: string): Promise<unknown> =>
      stage.rows(
        "UPDATE batching.batch SET not_before = now() + $2::interval WHERE group_id = $1 AND state = 'WAITING'",
        [journey.audienceId, interval],
      );
    await enter('a@b.co');
    expect(await drainedIn()).toBe(0);
    const activity = gateway.app.get(ActivityRepository, { strict: false });
    const lanes = await activity.lanes(journey.connectionId);
    expect(await activity.lanes(journey.connectionId)).toEqual(lanes); // Else it would be sent live again and again.
    await settle({ kind: 'retry', reason: 'TRANSIENT', report: { status: 503 } });
    await retryIn('1 hour');
    expect(await drainedIn()).toBe(6);
    // Behind what waits, and of the opposite operation: it is ready, yet it cannot leave.
    const lane = { flowId: journey.connectionId, groupId: journey.audienceId, operation: 'REMOVE' as const };
    const items = packItems([{ id: 'u9', keys: [Buffer.alloc(32, 9)] }]);
    await stage.database.transaction((tx) => store.append([{ ...lane, sourceId: stepId, items }], tx));
    expect(await drainedIn()).toBe(6);
    await eventually(async () => expect(await store.sealWindow(journey.audienceId)).not.toBeNull());
    expect(await drainedIn()).toBe(6);
    await retryIn('0');
    expect(await drainedIn()).toBe(0);
    await stage.rows("UPDATE batching.flow SET not_before = now() + interval '30 minutes' WHERE id = $1", [
      journey.connectionId,
    ]);
    expect(await drainedIn()).toBe(3);
  });

  it('follow canvas, connection, audience and batches as they change', async () => {
    const canvas = watch<{ canvasStateChanged: { status: string; problems: { code: string }[] } }>(
      'subscription ($id: ID!) { canvasStateChanged(canvasId: $id) { status problems { code } } }',
      { id: journey.canvasId },
    );
    const connection = watch<{ pinterestConnectionChanged: { status: string } }>(
      'subscription ($id: ID!) { pinterestConnectionChanged(connectionId: $id) { status } }',
      { id: journey.connectionId },
    );
    const audience = watch<{ audienceChanged: { status: string } }>(
      'subscription ($id: ID!) { audienceChanged(audienceId: $id) { status } }',
      { id: journey.audienceId },
    );
    const batches = watch<{ batchActivityChanged: { lanes: { ready: { users: number } }[] } }>(
      'subscription ($id: ID!) { batchActivityChanged(connectionId: $id) { lanes { ready { users } } answers { answer } } }',
      { id: journey.connectionId },
    );
    const last = <T>({ results }: Followed<T>): T | null | undefined => results.at(-1)?.data;
    await eventually(() =>
      expect([last(canvas), last(connection), last(audience), last(batches)]).toEqual([
        { canvasStateChanged: { status: 'ACTIVE', problems: [] } },
        { pinterestConnectionChanged: { status: 'ACTIVE' } },
        { audienceChanged: { status: 'DRAFT' } },
        { batchActivityChanged: { lanes: [], answers: [] } },
      ]),
    );
    await enter('a@b.co');
    await settle({ kind: 'accepted' });
    await stage.database.execute(`UPDATE connection SET status = 'INVALID_TOKEN' WHERE id = $1`, [
      journey.connectionId,
    ]);
    await stage.database.execute(`UPDATE audience SET status = 'DELETED' WHERE id = $1`, [
      journey.audienceId,
    ]);
    await gateway.app
      .get(TopicBus, { strict: false })
      .publish([topics.connection(journey.connectionId), topics.audience(journey.audienceId)]);
    await eventually(() => {
      expect(last(canvas)?.canvasStateChanged.problems.map(({ code }) => code)).toEqual([
        'CONNECTION_INVALID',
        'AUDIENCE_DELETED',
      ]);
      expect(last(connection)).toEqual({ pinterestConnectionChanged: { status: 'INVALID_TOKEN' } });
      expect(last(audience)).toEqual({ audienceChanged: { status: 'DELETED' } });
      expect(JSON.stringify(last(batches))).toContain('ACCEPTED');
    });
  });
});
