// Real: Postgres, Redis, the Pinterest sandbox and a worker as processes, a team's own Bull consumer, the gateway in here.
import { handoffQueueName, type HandoffJob } from '@audience-sync/messaging';
import { eventually } from '@audience-sync/test-kit';
import Bull from 'bull';

import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launch, launchJourney, make } from './support/journey.ts';

const SLOW = { timeoutMs: 20_000 };

interface Page {
  readonly handoffs: {
    readonly edges: { readonly cursor: string; readonly node: { readonly userIds: string[] } }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  } | null;
}

describe('what becomes of users beside being synced', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway();
  });
  afterAll(() => stage.close());
  beforeEach(async () => void (client = await stage.client(gateway)));

  const read = async (stepId: string, first = 10, after: string | null = null): Promise<Page['handoffs']> =>
    (
      await client.run<Page>(
        `query ($id: ID!, $first: Int, $after: String) { handoffs(stepId: $id, first: $first, after: $after) {
           edges { cursor node { userIds } } pageInfo { hasNextPage } } }`,
        { id: stepId, first, after },
      )
    ).handoffs;
  const acknowledge = async (stepId: string, cursor: string): Promise<unknown> =>
    (
      await client.run<{ it: unknown }>(
        `mutation ($input: AcknowledgeHandoffsInput!) { it: acknowledgeHandoffs(input: $input) {
           ... on AcknowledgeHandoffsPayload { acknowledged } ... on UserError { code path } } }`,
        { input: { stepId, cursor } },
      )
    ).it;

  it('hands users over in order, at least once, until they are acknowledged; the next sync step gets its own identifiers', async () => {
    const journey = await launchJourney(client, [
      { operation: 'ADD', matchFields: ['EMAIL'] },
      { operation: 'REMOVE', matchFields: ['IDFA'] },
      'external',
    ]);
    const [first = '', second = '', external = ''] = journey.stepIds;
    const idfa = 'EA7583CD-A667-48BC-B806-42ECB2B48606';
    await client.enter(first, `{"id":"a","email":"a@b.co","idfa":"${idfa}"}\n{"id":"b","email":"b@b.co"}\n`);
    await client.enter(first, '{"id":"c"}\n');
    await client.enter(first, '{"id":"d","email":"not an address"}\n');
    interface Steps {
      readonly canvas: { readonly steps: readonly Record<string, unknown>[] };
    }
    const { canvas } = await client.run<Steps>(
      `query ($id: ID!) { canvas(id: $id) { steps { id
         ... on AudienceSyncStep { metrics { entered proceeded notSynced pending exited } notSyncedReasons { reason users } }
         ... on ExternalStep { queue waitingUsers } } } }`,
      { id: journey.canvasId },
    );
    expect(canvas.steps).toEqual([
      {
        id: first,
        metrics: { entered: 4, proceeded: 4, notSynced: 2, pending: 2, exited: 0 },
        notSyncedReasons: [
          { reason: 'NO_MATCH_FIELD', users: 1 },
          { reason: 'MALFORMED', users: 1 },
        ],
      },
      {
        id: second,
        metrics: { entered: 4, proceeded: 4, notSynced: 3, pending: 1, exited: 0 },
        notSyncedReasons: [{ reason: 'NO_MATCH_FIELD', users: 3 }],
      },
      { id: external, queue: null, waitingUsers: 4 },
    ]);
    const page = await read(external, 2);
    expect(page?.edges.flatMap(({ node }) => node.userIds)).toEqual(['a', 'b', 'c']);
    expect(page?.pageInfo.hasNextPage).toBe(true);
    expect(await read(external, 2)).toEqual(page);
    const [one, two] = page?.edges ?? [];
    expect((await read(external, 5, two?.cursor))?.edges.map(({ node }) => node.userIds)).toEqual([['d']]);
    expect(await acknowledge(external, one?.cursor ?? '')).toEqual({ acknowledged: 1 });
    expect(await acknowledge(external, one?.cursor ?? '')).toEqual({ acknowledged: 0 });
    expect((await read(external))?.edges.map(({ node }) => node.userIds)).toEqual([['c'], ['d']]);
    expect(await acknowledge(external, 'no cursor')).toEqual({
      code: 'INVALID_INPUT',
      path: ['input', 'cursor'],
    });
    expect(await acknowledge(first, one?.cursor ?? '')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await read(first)).toBeNull();
  });

  it('puts them into the queue of a team beside us, in order, again when its Redis forgot, and forgets what was consumed', async () => {
    await stage.worker();
    const { audienceId } = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    const canvasId = await make(client, 'createCanvas', { name: 'With a queue' });
    const step = { canvasId, name: 'Add', audienceId, operation: 'ADD', matchFields: ['EMAIL'] };
    const stepId = await make(client, 'addAudienceSyncStep', step);
    await expect(
      make(client, 'addExternalStep', { canvasId, name: 'Mail', queue: 'Not a name!' }),
    ).rejects.toThrow('queue');
    const external = await make(client, 'addExternalStep', { canvasId, name: 'Mail', queue: 'email' });
    await launch(client, canvasId);
    for (let at = 0; at < 5; at++) await client.enter(stepId, `{"id":"user-${at}","email":"u${at}@b.co"}\n`);
    const { redisUrl, redisPrefix } = stage.services;
    const consumed: HandoffJob[] = [];
    let failures = 1;
    const consumer = new Bull<HandoffJob>(handoffQueueName('email'), redisUrl, {
      prefix: `${redisPrefix}bull`,
    });
    void consumer.process((job) => {
      consumed.push(job.data);
      if (failures-- > 0) throw new Error('the consumer is not ready');
    });
    await eventually(() => expect(consumed).not.toEqual([]), SLOW);
    // What waits for another try is forgotten with all of Redis, and delivered again.
    await stage.forgetRedis();
    await eventually(async () => {
      const [row] = await stage.rows<{ n: number }>(
        'SELECT count(*)::int AS n FROM handoff WHERE step_id = $1',
        [external],
      );
      expect(row?.n).toBe(0);
    }, SLOW);
    const firstTimes = [...new Set(consumed.flatMap(({ userIds }) => userIds))];
    expect(firstTimes).toEqual(['user-0', 'user-1', 'user-2', 'user-3', 'user-4']);
    expect(consumed.map(({ sequence }) => sequence)).toEqual(
      consumed.map(({ sequence }) => sequence).sort((a, b) => a - b),
    );
    expect(consumed[0]).toMatchObject({ workspaceId: client.workspaceId, stepId: external });
    expect(await acknowledge(external, 'WzFd')).toMatchObject({ code: 'INVALID_INPUT' });
    await consumer.close();
  });

  it('tries users on a step before launch, by GraphQL and by file, and warns when too few would ever match', async () => {
    const { canvasId, stepIds, audienceId } = await launchJourney(client, [
      { operation: 'ADD', matchFields: ['EMAIL', 'IDFA'] },
      'external',
    ]);
    const [stepId = '', external = ''] = stepIds;
    const users = [
      { externalId: 'a', emails: ['a@b.co'] },
      { externalId: 'b', emails: [' A@B.CO '] },
      { externalId: 'c', idfas: ['00000000-0000-0000-0000-000000000000'] },
      { externalId: '', emails: ['d@b.co'] },
    ];
    const dryRun = (id: string, sample: unknown[]) =>
      client.run<{ it: Record<string, unknown> }>(
        `mutation ($input: DryRunStepInput!) { it: dryRunStep(input: $input) {
          ... on DryRun { users rejected usable duplicateUsers requests canReachMinimum matchRateNeeded
            notSynced { reason users } fields { field used usable missing unusable { reason users } }
            estimate { seconds limitedBy quotas { name limit remaining } } }
          ... on UserError { code } } }`,
        { input: { stepId: id, users: sample } },
      );
    // What others were sent a moment ago is counted for a second.
    await eventually(async () =>
      expect((await dryRun(stepId, users)).it).toMatchObject({
        ...{
          users: 3,
          rejected: 1,
          usable: 2,
          duplicateUsers: 1,
          requests: 2,
          canReachMinimum: false,
          matchRateNeeded: null,
        },
        notSynced: [{ reason: 'ALL_ZERO', users: 1 }],
        fields: [
          { field: 'EMAIL', used: true, usable: 2, missing: 1, unusable: [] },
          { field: 'IDFA', used: true, usable: 0, missing: 2, unusable: [{ reason: 'ALL_ZERO', users: 1 }] },
          { field: 'MAID', used: false, usable: 0, missing: 3, unusable: [] },
        ],
        estimate: {
          seconds: 5,
          limitedBy: null,
          quotas: [{ name: 'writes', limit: 7, remaining: 7 }, {}, {}],
        },
      }),
    );
    const warnings = async (): Promise<unknown> =>
      (
        await client.run<{ canvas: { warnings: unknown } }>(
          'query ($id: ID!) { canvas(id: $id) { warnings { code stepId } } }',
          { id: canvasId },
        )
      ).canvas.warnings;
    expect(await warnings()).toEqual([{ code: 'TOO_FEW_USERS', stepId }]);
    const lines = Array.from({ length: 12_000 }, (_, at) => `{"id":"f${at}","email":"f${at}@b.co"}\n`);
    const file = `${lines.join('')}not json\n`;
    const headers = { 'content-type': 'application/x-ndjson', ...client.headers };
    const post = async (id: string, body: string, more: Record<string, string> = {}) =>
      fetch(`${client.url}/v1/steps/${id}/dry-run`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body,
      });
    const answer = await post(stepId, file);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      ...{
        users: 12_000,
        rejected: 1,
        usable: 12_000,
        duplicateUsers: 0,
        requests: 8,
        canReachMinimum: true,
      },
      rejectedLines: [{ line: 12_001, code: 'MALFORMED_JSON' }],
      estimate: { seconds: 6, limitedBy: 'writes' },
    });
    expect(await warnings()).toEqual([]);
    expect((await post('stp_unknown', file)).status).toBe(404);
    expect((await post(external, file)).status).toBe(409);
    expect((await post(stepId, file, { 'content-type': 'text/csv' })).status).toBe(415);
    expect((await dryRun(external, users)).it).toEqual({ code: 'STEP_NOT_SYNCABLE' });
    expect((await dryRun(stepId, [])).it).toEqual({ code: 'INVALID_INPUT' });
    const [row] = await stage.rows<{ entered: string; runs: string }>(
      `SELECT entered, (SELECT report::text FROM step_dry_run d WHERE d.step_id = m.step_id) AS runs
         FROM step_metrics m WHERE step_id = $1`,
      [stepId],
    );
    expect(row?.entered).toBe('0');
    expect(row?.runs).not.toContain('@');
    const removing = await make(client, 'createCanvas', { name: 'Nothing to remove' });
    const draft = await make(client, 'createAudience', {
      ...{ name: 'Never fed' },
      adAccountId: (
        await stage.rows<{ id: string }>('SELECT ad_account_id AS id FROM audience WHERE id = $1', [
          audienceId,
        ])
      )[0]?.id,
    });
    await make(client, 'addAudienceSyncStep', {
      ...{
        canvasId: removing,
        name: 'Remove',
        audienceId: draft,
        operation: 'REMOVE',
        matchFields: ['EMAIL'],
      },
    });
    const { canvas } = await client.run<{ canvas: unknown }>(
      'query ($id: ID!) { canvas(id: $id) { warnings { code } problems { code } } }',
      { id: removing },
    );
    expect(canvas).toEqual({ warnings: [{ code: 'NOTHING_ADDED' }], problems: [] });
  });
});
