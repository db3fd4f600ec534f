// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its HTTP server in this process.
// Every mutation of the schema is run: a new one has to say here what it leaves in the audit trail.
import { GraphQLSchemaHost } from '@nestjs/graphql';

import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { connect } from './support/journey.ts';
import { operationOf, rootFieldsOf } from './support/schema-walk.ts';

/** What each mutation leaves in the trail; null: nothing, for it changes nothing that a person decides. */
const TRAIL: Readonly<Record<string, string | null>> = {
  connectPinterest: 'connection.requested',
  refreshAdAccounts: null,
  checkAdAccount: null,
  selectAdAccounts: 'ad-account.selected',
  createAudience: 'audience.created',
  chooseAudience: 'audience.chosen',
  createCanvas: 'canvas.created',
  renameCanvas: 'canvas.renamed',
  addAudienceSyncStep: 'step.added',
  addExternalStep: 'step.added',
  updateAudienceSyncStep: 'step.changed',
  updateExternalStep: 'step.changed',
  reorderSteps: 'steps.reordered',
  removeStep: 'step.removed',
  launchCanvas: 'canvas.launched',
  enterStep: null,
  redriveUsers: 'users.redriven',
  eraseUser: 'user.erased',
  stopCanvas: 'canvas.stopped',
  archiveCanvas: 'canvas.archived',
  restoreCanvas: 'canvas.restored',
  updateAudience: 'audience.changed',
  archiveAudience: 'audience.archived',
  restoreAudience: 'audience.restored',
  deselectAdAccounts: 'ad-account.deselected',
  createApiKey: 'api-key.created',
  revokeApiKey: 'api-key.revoked',
  createWorkspace: 'workspace.created',
  renameWorkspace: 'workspace.renamed',
  createAlertWebhook: 'alert-channel.created',
  createAlertEmail: 'alert-channel.created',
  testAlertChannel: null,
  removeAlertChannel: 'alert-channel.removed',
  updateAlertSettings: 'alert-settings.changed',
  disconnectPinterest: 'connection.disconnected',
};

/** Those that need what only a worker makes; the specs of their own features look at their trail. */
const ELSEWHERE = [
  ...['acknowledgeHandoffs', 'createActalikeAudience', 'dryRunStep', 'refreshAudience'],
  ...['refreshAudienceChoices', 'removeAudience'],
];

const ADS_MANAGER = '900000000000000005';
const NAME = 'Somebody Private';

type Answer = Record<string, unknown> & { readonly __typename: string };

describe('the audit trail', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway();
    client = await stage.client(gateway);
  });
  afterAll(() => stage.close());

  const doors = () =>
    new Map(
      rootFieldsOf(gateway.app.get(GraphQLSchemaHost).schema)
        .filter(({ kind }) => kind === 'mutation')
        .map((door) => [door.field.name, door]),
    );
  /** What has been done, in this workspace or in one that was made from it. */
  const actions = async (): Promise<string[]> =>
    (
      await stage.rows<{ action: string }>('SELECT action FROM audit_event WHERE actor = $1', [client.keyId])
    ).map(({ action }) => action);
  const run = async (name: string, variables: Record<string, unknown>): Promise<Answer> => {
    const door = doors().get(name);
    if (!door) throw new Error(`there is no mutation ${name}`);
    const before = await actions();
    const answer = (await client.run<Record<string, Answer>>(operationOf(door), variables))[name];
    if (!answer || 'code' in answer) throw new Error(`${name}: ${JSON.stringify(answer)}`);
    const action = TRAIL[name] ?? null;
    const count = (all: string[]): number => all.filter((one) => one === action).length;
    const after = await actions();
    expect([name, count(after) - count(before)]).toEqual([name, action === null ? 0 : 1]);
    if (action === null) expect(after).toHaveLength(before.length);
    return answer;
  };
  const idOf = (part: unknown): string => (part as { id: string }).id;

  it('has an entry for everything that somebody does, and none of them is personal', async () => {
    expect([...Object.keys(TRAIL), ...ELSEWHERE].sort()).toEqual([...doors().keys()].sort());
    const connectionId = await connect(client, ADS_MANAGER);
    await run('connectPinterest', {});
    const listed = await run('refreshAdAccounts', { connectionId });
    const adAccountId = idOf(
      (listed['adAccounts'] as { id: string; name: string }[]).find(({ name }) => name.endsWith('account 1')),
    );
    const accounts = { input: { connectionId, adAccountIds: [adAccountId] } };
    await run('selectAdAccounts', accounts);
    await run('checkAdAccount', { adAccountId });
    const { audiences, adAccounts } = await stage.sandbox.state();
    const own = adAccounts.find(({ ownerId, name }) => ownerId === ADS_MANAGER && name.endsWith('account 1'));
    const pinterestAudienceId = audiences.find(
      ({ adAccountId: at, customerListId }) => at === own?.id && customerListId !== null,
    )?.id;
    await run('chooseAudience', { input: { adAccountId, pinterestAudienceId } });
    const audienceId = idOf(await run('createAudience', { input: { adAccountId, name: NAME } }));
    const canvasId = idOf(await run('createCanvas', { input: { name: NAME } }));
    await run('renameCanvas', { input: { canvasId, name: `${NAME} too` } });
    const sync = { canvasId, audienceId, name: NAME, operation: 'ADD', matchFields: ['EMAIL'] };
    const stepId = idOf((await run('addAudienceSyncStep', { input: sync }))['step']);
    const externalId = idOf((await run('addExternalStep', { input: { canvasId, name: NAME } }))['step']);
    await run('updateAudienceSyncStep', { input: { canvasId, stepId, matchFields: ['EMAIL', 'IDFA'] } });
    await run('updateExternalStep', { input: { canvasId, stepId: externalId, name: `${NAME} three` } });
    await run('reorderSteps', { input: { canvasId, stepIds: [externalId, stepId] } });
    await run('removeStep', { input: { canvasId, stepId: externalId } });
    await run('launchCanvas', { canvasId });
    await run('enterStep', {
      input: { stepId, users: [{ externalId: 'a', emails: ['private@example.com'] }] },
    });
    await run('redriveUsers', { input: { stepId } });
    await run('eraseUser', { input: { externalId: 'private-id' } });
    await run('stopCanvas', { canvasId });
    await run('archiveCanvas', { canvasId });
    await run('restoreCanvas', { canvasId });
    const spareId = idOf(await run('createAudience', { input: { adAccountId, name: `${NAME} five` } }));
    await run('updateAudience', { input: { audienceId: spareId, name: `${NAME} six` } });
    await run('archiveAudience', { audienceId: spareId });
    await run('restoreAudience', { audienceId: spareId });
    await run('deselectAdAccounts', accounts);
    const { apiKey } = await run('createApiKey', { input: { name: NAME, role: 'VIEWER' } });
    await run('revokeApiKey', { apiKeyId: idOf(apiKey) });
    await run('createWorkspace', { input: { name: NAME } });
    await run('renameWorkspace', { input: { name: `${NAME} four` } });
    await run('createAlertWebhook', { input: { url: 'https://hooks.example.com/alerts' } });
    const alertChannelId = idOf(await run('createAlertEmail', { input: { address: 'private@example.com' } }));
    await run('testAlertChannel', { alertChannelId });
    await run('removeAlertChannel', { alertChannelId });
    await run('updateAlertSettings', { input: { erroredUsers: 7 } });
    await run('disconnectPinterest', { connectionId });

    expect(await actions()).toContain('connection.connected');
    const [{ text } = { text: '' }] = await stage.rows<{ text: string }>(
      "SELECT string_agg(e::text, ' ') AS text FROM audit_event e",
    );
    expect(text).not.toMatch(/Private|private|@|ask_|pin[arc]_|sandbox_ads_manager/);
  });

  it('can be asked by actor, action, thing and time', async () => {
    interface Found {
      readonly auditEvents: {
        readonly nodes: { action: string; subjectId: string; actor: string; at: string }[];
      };
    }
    const find = async (condition: Record<string, unknown>) =>
      (
        await client.run<Found>(
          `query ($actor: String, $action: String, $subjectId: ID, $from: DateTime, $to: DateTime) {
            auditEvents(first: 100, actor: $actor, action: $action, subjectId: $subjectId, from: $from, to: $to) {
              nodes { action subjectId actor at } } }`,
          condition,
        )
      ).auditEvents.nodes;
    const [launched] = await find({ action: 'canvas.launched' });
    expect(launched).toMatchObject({ action: 'canvas.launched', actor: client.keyId });
    const about = await find({ subjectId: launched?.subjectId });
    expect(about.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['canvas.created', 'canvas.stopped']),
    );
    expect(
      await find({ subjectId: launched?.subjectId, from: launched?.at, action: 'canvas.created' }),
    ).toEqual([]);
    expect(await find({ to: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await find({ actor: 'somebody-else' })).toEqual([]);
  });
});
