// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its server in this process.
import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { connect, launchJourney, make, selectFirstAdAccount, type Journey } from './support/journey.ts';

const CANVAS =
  'id name status version steps { id name position ... on AudienceSyncStep { operation matchFields audienceId adAccountId connectionId } }';
const REFUSAL = '... on UserError { code message }';
const EDIT = `... on Canvas { ${CANVAS} } ... on StaleVersionError { currentVersion } ${REFUSAL}`;

interface Outcome {
  readonly code?: string;
  readonly message?: string;
  readonly status?: string;
  readonly version: number;
  readonly currentVersion?: number;
  readonly steps: readonly Record<string, unknown>[];
}

describe('canvases and steps', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  let journey: Journey;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    client = await stage.client(gateway);
    journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }, 'external']);
  });

  const edit = async (mutation: string, input: Record<string, unknown>, shown = EDIT): Promise<Outcome> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { it: ${mutation}(input: $input) { ${shown} } }`;
    return (await client.run<{ it: Outcome }>(query, { input: { canvasId: journey.canvasId, ...input } })).it;
  };
  const control = async (
    mutation: 'launchCanvas' | 'stopCanvas' | 'archiveCanvas' | 'restoreCanvas',
    canvasId = journey.canvasId,
  ): Promise<Outcome> => {
    const problems =
      mutation === 'launchCanvas' ? '... on LaunchBlockedError { problems { code stepId message } }' : '';
    const query = `mutation ($id: ID!) { it: ${mutation}(canvasId: $id) { ${EDIT} ${problems} } }`;
    return (await client.run<{ it: Outcome }>(query, { id: canvasId })).it;
  };
  const [syncId, externalId] = [() => journey.stepIds[0] ?? '', () => journey.stepIds[1] ?? ''];

  it('names everything that stands against a launch at once', async () => {
    const canvasId = await make(client, 'createCanvas', { name: 'Unfinished' });
    expect(await control('launchCanvas', canvasId)).toMatchObject({
      code: 'LAUNCH_BLOCKED',
      problems: [{ code: 'NO_STEPS', stepId: null }],
    });
    const stepId = await make(client, 'addAudienceSyncStep', {
      canvasId,
      name: 'Empty',
      operation: 'ADD',
      matchFields: [],
    });
    const blocked = await control('launchCanvas', canvasId);
    const codes = ['CONNECTION_MISSING', 'AD_ACCOUNT_MISSING', 'AUDIENCE_MISSING', 'MATCH_FIELDS_MISSING'];
    expect(blocked).toMatchObject({ problems: codes.map((code) => ({ code, stepId })) });
    const { canvas } = await client.run<{ canvas: unknown }>(
      'query ($id: ID!) { canvas(id: $id) { status problems { code } } }',
      {
        id: canvasId,
      },
    );
    expect(canvas).toEqual({ status: 'DRAFT', problems: codes.map((code) => ({ code })) });
  });

  it('cannot be launched into an ad account whose terms nobody has accepted, or with the wrong role', async () => {
    const connectionId = await connect(client, '900000000000000004');
    const adAccountId = await selectFirstAdAccount(client, connectionId);
    const audienceId = await make(client, 'createAudience', { adAccountId, name: 'No terms' });
    const canvasId = await make(client, 'createCanvas', { name: 'Unfinished' });
    await make(client, 'addAudienceSyncStep', {
      canvasId,
      name: 'A',
      audienceId,
      operation: 'ADD',
      matchFields: ['EMAIL'],
    });
    expect(await control('launchCanvas', canvasId)).toMatchObject({
      problems: [{ code: 'TERMS_NOT_ACCEPTED' }],
    });
  });

  it('shows on an active canvas what keeps it from syncing', async () => {
    await client.run('mutation ($id: ID!) { disconnectPinterest(connectionId: $id) { __typename } }', {
      id: journey.connectionId,
    });
    const { canvas } = await client.run<{ canvas: { problems: unknown } }>(
      'query ($id: ID!) { canvas(id: $id) { problems { code stepId } } }',
      {
        id: journey.canvasId,
      },
    );
    expect(canvas.problems).toEqual([{ code: 'CONNECTION_INVALID', stepId: syncId() }]);
  });

  it('launches, stops and launches again; doing it twice changes nothing', async () => {
    const again = await control('launchCanvas');
    expect(again).toMatchObject({ status: 'ACTIVE' });
    const stopped = await control('stopCanvas');
    expect(stopped).toMatchObject({ status: 'STOPPED', version: again.version + 1 });
    expect(await control('stopCanvas')).toMatchObject({ status: 'STOPPED', version: stopped.version });
    expect(await control('launchCanvas')).toMatchObject({ status: 'ACTIVE' });
    const draft = await make(client, 'createCanvas', { name: 'Draft' });
    expect(await control('stopCanvas', draft)).toMatchObject({ code: 'CANVAS_NOT_EDITABLE' });
  });

  it('keeps the shape of an active canvas, and lets audience and match fields change', async () => {
    const step = { stepId: syncId() };
    for (const [mutation, input] of [
      ['removeStep', step],
      ['reorderSteps', { stepIds: [externalId(), syncId()] }],
      ['updateAudienceSyncStep', { ...step, operation: 'REMOVE' }],
    ] as const)
      expect(await edit(mutation, input)).toMatchObject({ code: 'CANVAS_NOT_EDITABLE' });
    expect(await edit('updateAudienceSyncStep', { ...step, matchFields: [] })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await edit('updateAudienceSyncStep', { ...step, audienceId: null })).toMatchObject({
      code: 'INVALID_INPUT',
    });
    const audienceId = await make(client, 'createAudience', {
      adAccountId: journey.adAccountId,
      name: 'Another',
    });
    const changed = await edit('updateAudienceSyncStep', {
      ...step,
      audienceId,
      matchFields: ['MAID', 'EMAIL', 'MAID'],
    });
    expect(changed.steps[0]).toMatchObject({ audienceId, matchFields: ['MAID', 'EMAIL'], operation: 'ADD' });
  });

  it('edits the steps of a stopped canvas', async () => {
    await control('stopCanvas');
    const added = await make(client, 'addExternalStep', {
      canvasId: journey.canvasId,
      name: 'First',
      position: 0,
    });
    const order = await edit('reorderSteps', { stepIds: [syncId(), added, externalId()] });
    expect(order.steps.map(({ id, position }) => [id, position])).toEqual([
      [syncId(), 0],
      [added, 1],
      [externalId(), 2],
    ]);
    const removed = await edit('removeStep', { stepId: added });
    expect(removed.steps.map(({ id }) => id)).toEqual([syncId(), externalId()]);
    expect(await edit('updateExternalStep', { stepId: externalId(), name: 'Mail' })).toMatchObject({
      steps: [{}, { name: 'Mail' }],
    });
    const taken = await edit('updateAudienceSyncStep', { stepId: syncId(), adAccountId: null });
    expect(taken.steps[0]).toMatchObject({ audienceId: null, adAccountId: null, connectionId: null });
  });

  it('changes nothing of an archived canvas until it is restored', async () => {
    expect(await control('archiveCanvas')).toMatchObject({ code: 'CANVAS_NOT_EDITABLE' });
    await control('stopCanvas');
    const { version } = await control('archiveCanvas');
    const refused = { code: 'CANVAS_NOT_EDITABLE', message: expect.stringContaining('Restore it') as string };
    const step = { stepId: syncId() };
    for (const attempt of [
      edit('renameCanvas', { name: 'Another' }),
      edit('addExternalStep', { name: 'One more' }, REFUSAL),
      edit('addAudienceSyncStep', { name: 'One more', operation: 'ADD', matchFields: [] }, REFUSAL),
      edit('updateAudienceSyncStep', { ...step, name: 'Another' }),
      edit('updateExternalStep', { stepId: externalId(), name: 'Another' }),
      edit('reorderSteps', { stepIds: [externalId(), syncId()] }),
      edit('removeStep', { stepId: externalId() }),
      control('launchCanvas'),
      control('stopCanvas'),
    ])
      expect(await attempt).toMatchObject(refused);
    expect(await control('archiveCanvas')).toMatchObject({ status: 'ARCHIVED', version });
    expect(await control('restoreCanvas')).toMatchObject({ status: 'STOPPED', version: version + 1 });
    expect(await edit('renameCanvas', { name: 'Another' })).toMatchObject({ status: 'STOPPED' });
  });

  it('keeps a step whose users must stay counted', async () => {
    await client.enter(syncId(), '{"id":"a","email":"a@b.co"}\n');
    await control('stopCanvas');
    expect(await edit('removeStep', { stepId: syncId() })).toMatchObject({ code: 'CANVAS_NOT_EDITABLE' });
  });

  it('refuses an edit that is based on an old version, and loses none of many that name no version', async () => {
    await control('stopCanvas');
    const { version } = await edit('renameCanvas', { name: 'Mine' });
    expect(await edit('renameCanvas', { name: 'Too late', expectedVersion: version - 1 })).toMatchObject({
      code: 'STALE_VERSION',
      currentVersion: version,
    });
    const names = ['one', 'two', 'three'];
    const outcomes = await Promise.all(
      names.map((name) =>
        edit('updateExternalStep', { stepId: externalId(), name }).then(({ code }) => code ?? 'ok'),
      ),
    );
    expect(outcomes).toEqual(['ok', 'ok', 'ok']);
    expect((await edit('renameCanvas', { name: 'Last' })).version).toBe(version + 4);
  });

  it.each([
    ['', 'empty'],
    ['x'.repeat(101), 'longer'],
    ['a\u0007b', 'control'],
    ['a\u202eb', 'direction'],
  ])('refuses the name %j', async (name, words) => {
    expect(await edit('renameCanvas', { name })).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining(words) as string,
    });
  });

  it.each([
    ['addAudienceSyncStep', { position: 9, name: 'n', operation: 'ADD', matchFields: [] }, 'INVALID_INPUT'],
    [
      'addAudienceSyncStep',
      { audienceId: 'aud_unknown', name: 'n', operation: 'ADD', matchFields: [] },
      'NOT_FOUND',
    ],
    ['removeStep', { stepId: 'stp_unknown' }, 'NOT_FOUND'],
    ['reorderSteps', { stepIds: [] }, 'INVALID_INPUT'],
  ])('refuses %s with %j', async (mutation, input, code) => {
    await control('stopCanvas');
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { it: ${mutation}(input: $input) { ... on UserError { code } } }`;
    expect(await client.run(query, { input: { canvasId: journey.canvasId, ...input } })).toEqual({
      it: { code },
    });
  });

  it('lists canvases page by page, with their totals', async () => {
    for (let at = 0; at < 4; at++) await make(client, 'createCanvas', { name: `Canvas ${at}` });
    await client.enter(syncId(), '{"id":"a","email":"a@b.co"}\n{"id":"b"}\n');
    interface Page {
      readonly canvases: {
        readonly nodes: { name: string; metrics: Record<string, number> }[];
        readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
      };
    }
    const query =
      'query ($after: String) { canvases(first: 3, after: $after) { nodes { name metrics { entered notSynced pending } } pageInfo { endCursor hasNextPage } } }';
    const first = await client.run<Page>(query);
    const second = await client.run<Page>(query, { after: first.canvases.pageInfo.endCursor });
    expect([...first.canvases.nodes, ...second.canvases.nodes].map(({ name }) => name)).toEqual([
      'Win them back',
      'Canvas 0',
      'Canvas 1',
      'Canvas 2',
      'Canvas 3',
    ]);
    expect(second.canvases.pageInfo.hasNextPage).toBe(false);
    expect(first.canvases.nodes[0]?.metrics).toEqual({ entered: 2, notSynced: 1, pending: 1 });
  });
});
