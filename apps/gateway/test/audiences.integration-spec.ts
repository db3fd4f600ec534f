// Real: Postgres, Redis, the Pinterest sandbox and a worker as processes, the gateway with its server in this process.
import { eventually } from '@audience-sync/test-kit';

import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { connect, launch, make } from './support/journey.ts';

/** The sandbox's user whose first ad account is full of audiences from Ads Manager. */
const ADS_MANAGER = '900000000000000005';
const SLOW = { timeoutMs: 20_000 };
const AUDIENCE = `... on Audience { id name status origin kind size problem pendingChange pinterestAudienceId
  actalike { country percentage seedAudience { id } } reach { state minimumMatchedUsers countedFrom } }
  ... on UserError { code message path
    ... on AudienceNameTakenError { audience { id } pinterestAudienceId } ... on AudienceInUseError { canvasIds } }`;

interface Outcome {
  readonly id: string;
  readonly code?: string;
  readonly message?: string;
  readonly name: string;
  readonly status: string;
  readonly pinterestAudienceId: string | null;
}

interface Choice {
  readonly name: string;
  readonly pinterestAudienceId: string | null;
  readonly writable: boolean;
  readonly unwritableReason: string | null;
  readonly audienceType: string | null;
  readonly pinterestStatus: string | null;
  readonly audience: { readonly id: string } | null;
}

interface Choices {
  readonly nodes: readonly Choice[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly listing: { readonly refreshedAt: string | null; readonly problem: string | null };
}

describe('audiences', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  let adAccountId: string;
  let pinterestAdAccountId: string;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway();
    await stage.worker();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    await stage.sandbox.reset();
    client = await stage.client(gateway);
    const connectionId = await connect(client, ADS_MANAGER);
    const { pinterestConnection } = await client.run<{
      pinterestConnection: { adAccounts: { id: string; pinterestAdAccountId: string; name: string }[] };
    }>('query ($id: ID!) { pinterestConnection(id: $id) { adAccounts { id pinterestAdAccountId name } } }', {
      id: connectionId,
    });
    const main = pinterestConnection.adAccounts.find(({ name }) => name.endsWith('account 1'));
    [adAccountId, pinterestAdAccountId] = [main?.id ?? '', main?.pinterestAdAccountId ?? ''];
    await client.run(
      'mutation ($input: SelectAdAccountsInput!) { selectAdAccounts(input: $input) { __typename } }',
      {
        input: { connectionId, adAccountIds: [adAccountId] },
      },
    );
  });

  const choices = async (search = '', first = 100, after: string | null = null): Promise<Choices> => {
    const query = `query ($id: ID!, $search: String, $first: Int, $after: String) {
      it: audienceChoices(adAccountId: $id, search: $search, first: $first, after: $after) {
        ... on AudienceChoiceConnection {
          nodes { name pinterestAudienceId writable unwritableReason audienceType pinterestStatus audience { id } }
          pageInfo { endCursor hasNextPage } listing { refreshedAt problem } } } }`;
    return (await client.run<{ it: Choices }>(query, { id: adAccountId, search, first, after })).it;
  };
  /** Runs a mutation of one audience, or with an input. */
  const act = async (mutation: string, argument: string | Record<string, unknown>): Promise<Outcome> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query =
      typeof argument === 'string'
        ? `mutation ($it: ID!) { it: ${mutation}(audienceId: $it) { ${AUDIENCE} } }`
        : `mutation ($it: ${type}!) { it: ${mutation}(input: $it) { ${AUDIENCE} } }`;
    return (await client.run<{ it: Outcome }>(query, { it: argument })).it;
  };
  const choose = (pinterestAudienceId: string | null | undefined): Promise<Outcome> =>
    act('chooseAudience', { adAccountId, pinterestAudienceId });
  const atPinterest = async (name: string) =>
    (await stage.sandbox.state()).audiences.filter(
      (one) => one.name === name && one.adAccountId === pinterestAdAccountId && !one.deleted,
    );
  /** One from Ads Manager that users can be written to, with enough of them. */
  const existing = async (): Promise<Outcome> => {
    const { nodes } = await choices();
    const found = nodes.find(
      (one) => one.writable && one.pinterestAudienceId && one.pinterestStatus === 'READY',
    );
    return choose(found?.pinterestAudienceId);
  };
  const activeStep = async (audienceId: string): Promise<{ canvasId: string; stepId: string }> => {
    const canvasId = await make(client, 'createCanvas', { name: 'Active' });
    const step = { canvasId, name: 'Add', audienceId, operation: 'ADD', matchFields: ['EMAIL'] };
    const stepId = await make(client, 'addAudienceSyncStep', step);
    await launch(client, canvasId);
    return { canvasId, stepId };
  };

  it('offers drafts and what exists at Pinterest by name, page by page, and says what cannot be written to', async () => {
    await make(client, 'createAudience', { adAccountId, name: 'Brand new' });
    const all = await choices();
    expect(all.listing).toEqual({ refreshedAt: expect.any(String) as string, problem: null });
    expect(all.nodes.map(({ name }) => name.toLowerCase())).toEqual(
      all.nodes.map(({ name }) => name.toLowerCase()).sort(),
    );
    const paged: Choice[] = [];
    for (let after: string | null = null, more = true; more;) {
      const page: Choices = await choices('', 7, after);
      paged.push(...page.nodes);
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect(paged).toEqual(all.nodes);
    expect((await choices('brand NEW')).nodes).toMatchObject([
      { name: 'Brand new', pinterestAudienceId: null, writable: true, unwritableReason: null },
    ]);
    const visitors = all.nodes.find(({ audienceType }) => audienceType === 'VISITOR');
    expect(visitors).toMatchObject({ writable: false, unwritableReason: 'OTHER_KIND' });
    const shared = all.nodes.find(({ unwritableReason }) => unwritableReason === 'SHARED_IN');
    expect(shared).toMatchObject({ writable: false });
    for (const other of [visitors, shared])
      expect(await choose(other?.pinterestAudienceId)).toMatchObject({ code: 'INVALID_INPUT' });
    expect(await choose('123')).toMatchObject({ code: 'NOT_FOUND' });
    const chosen = await existing();
    expect(chosen).toMatchObject({ status: 'READY', origin: 'EXISTING', reach: { state: 'SHOWN' } });
    expect((await choose(chosen.pinterestAudienceId)).id).toBe(chosen.id);
    expect(
      (await choices(chosen.name)).nodes.find(({ audience }) => audience?.id === chosen.id),
    ).toBeDefined();
  });

  it('answers from what it knows while Pinterest is away, and says so', async () => {
    const before = await choices();
    const away = { kind: 'status', status: 503, body: {} } as const;
    await stage.sandbox.addFault({ match: { operation: 'audiences/list' }, fault: away });
    const refused = await client.run<{ it: { message: string } }>(
      `mutation ($id: ID!) { it: refreshAudienceChoices(adAccountId: $id) { ... on PinterestUnavailableError { message } } }`,
      { id: adAccountId },
    );
    expect(refused.it.message).toContain('Pinterest did not answer');
    const now = await choices();
    expect(now.nodes).toEqual(before.nodes);
    expect(now.listing.problem).toContain('Pinterest did not answer');
    await stage.sandbox.clearFaults();
  });

  it('refuses a name that is taken, in whatever case, and says by whom; of two at once one wins', async () => {
    await choices();
    const draft = { adAccountId, name: 'High-value customers' };
    const both = await Promise.all([act('createAudience', draft), act('createAudience', draft)]);
    const [won, lost] = [both.find(({ id }) => id), both.find(({ code }) => code)];
    expect(lost).toMatchObject({
      code: 'AUDIENCE_NAME_TAKEN',
      audience: { id: won?.id },
      pinterestAudienceId: null,
    });
    expect(await act('createAudience', { adAccountId, name: 'newsletter READERS' })).toMatchObject({
      code: 'AUDIENCE_NAME_TAKEN',
      pinterestAudienceId: expect.any(String) as string,
    });
    await act('archiveAudience', won?.id ?? '');
    const again = await act('createAudience', draft);
    expect(again).toMatchObject({ status: 'DRAFT' });
    expect(await act('restoreAudience', won?.id ?? '')).toMatchObject({ code: 'AUDIENCE_NAME_TAKEN' });
    expect(await act('updateAudience', { audienceId: again.id, name: 'Newsletter readers' })).toMatchObject({
      code: 'AUDIENCE_NAME_TAKEN',
    });
  });

  it('refuses names that are empty, too long, or hold what nobody can see, naming the field', async () => {
    const audienceId = await make(client, 'createAudience', { adAccountId, name: 'Good' });
    const names = [
      '',
      '   ',
      '\u200b\u200b',
      'x'.repeat(101),
      'a\u0000b',
      'two\nlines',
      'evil\u202egnp.exe',
      '\u2067turned\u2069',
    ];
    for (const name of names) {
      const refused = { code: 'INVALID_INPUT', path: ['input', 'name'] };
      expect(await act('createAudience', { adAccountId, name })).toMatchObject(refused);
      expect(await act('updateAudience', { audienceId, name })).toMatchObject(refused);
    }
    for (const description of ['x'.repeat(501), 'a\u0000b', 'evil\u202egnp.exe'])
      expect(await act('updateAudience', { audienceId, description })).toMatchObject({
        code: 'INVALID_INPUT',
        path: ['input', 'description'],
      });
  });

  it('makes an Actalike audience of a synced one, once, whatever happens to the answer', async () => {
    const seed = await existing();
    const wish = { seedAudienceId: seed.id, name: 'Like them', country: 'us', percentage: 3 };
    await stage.sandbox.addFault({
      match: { operation: 'audiences/create' },
      fault: { kind: 'apply-then-reset' },
      times: 1,
    });
    const made = await act('createActalikeAudience', wish);
    expect(made).toMatchObject({
      kind: 'ACTALIKE',
      actalike: { country: 'US', percentage: 3, seedAudience: { id: seed.id } },
    });
    await eventually(async () => {
      const { audience } = await client.run<{ audience: Outcome }>(
        'query ($id: ID!) { audience(id: $id) { status pinterestAudienceId } }',
        { id: made.id },
      );
      const [only, ...more] = await atPinterest('Like them');
      expect(audience).toEqual({ status: 'READY', pinterestAudienceId: only?.id });
      expect([only?.audienceType, more]).toEqual(['ACTALIKE', []]);
    }, SLOW);
    expect(await act('createActalikeAudience', wish)).toMatchObject({ code: 'AUDIENCE_NAME_TAKEN' });
    const canvasId = await make(client, 'createCanvas', { name: 'C' });
    const step = { canvasId, name: 'S', audienceId: made.id, operation: 'ADD', matchFields: ['EMAIL'] };
    await expect(make(client, 'addAudienceSyncStep', step)).rejects.toThrow('Actalike');
  });

  it('refuses an Actalike audience that Pinterest would refuse, and hands on what Pinterest says itself', async () => {
    const seed = await existing();
    const draftId = await make(client, 'createAudience', { adAccountId, name: 'Only a draft' });
    const wish = { seedAudienceId: seed.id, name: 'Like them', country: 'US', percentage: 1 };
    for (const [wrong, field] of [
      [{ country: 'BR' }, 'country'],
      [{ country: '' }, 'country'],
      [{ percentage: 0 }, 'percentage'],
      [{ percentage: 11 }, 'percentage'],
      [{ seedAudienceId: draftId }, 'seedAudienceId'],
    ] as const)
      expect(await act('createActalikeAudience', { ...wish, ...wrong })).toMatchObject({
        code: 'INVALID_INPUT',
        path: ['input', field],
      });
    const body = { code: 1, message: 'This seed is not allowed.' };
    await stage.sandbox.addFault({
      match: { operation: 'audiences/create' },
      fault: { kind: 'status', status: 400, body },
      times: 1,
    });
    expect(await act('createActalikeAudience', wish)).toMatchObject({
      code: 'PINTEREST_UNAVAILABLE',
      message: expect.stringContaining('This seed is not allowed.') as string,
    });
    expect(await act('createActalikeAudience', wish)).toMatchObject({ status: 'READY' });
    expect(await atPinterest('Like them')).toHaveLength(1);
  });

  it('renames at Pinterest; what Pinterest refuses leaves the name as it was', async () => {
    const { id, name } = await existing();
    expect(await act('updateAudience', { audienceId: id, name: 'Better name' })).toMatchObject({
      name: 'Better name',
    });
    expect(await atPinterest('Better name')).toHaveLength(1);
    expect(await atPinterest(name)).toEqual([]);
    const body = { code: 1, message: 'Name is not allowed.' };
    await stage.sandbox.addFault({
      match: { operation: 'audiences/update' },
      fault: { kind: 'status', status: 400, body },
      times: 1,
    });
    expect(await act('updateAudience', { audienceId: id, name: 'Bad name' })).toMatchObject({
      message: expect.stringContaining('Name is not allowed.') as string,
    });
    const { audience } = await client.run<{ audience: Outcome }>(
      'query ($id: ID!) { audience(id: $id) { name problem } }',
      { id },
    );
    expect(audience).toEqual({
      name: 'Better name',
      problem: expect.stringContaining('not allowed') as string,
    });
  });

  it('removes an audience at Pinterest, but not from under an active canvas', async () => {
    const { id, name } = await existing();
    const { canvasId } = await activeStep(id);
    for (const mutation of ['removeAudience', 'archiveAudience'])
      expect(await act(mutation, id)).toMatchObject({ code: 'AUDIENCE_IN_USE', canvasIds: [canvasId] });
    await client.run('mutation ($id: ID!) { stopCanvas(canvasId: $id) { __typename } }', { id: canvasId });
    expect(await act('archiveAudience', id)).toMatchObject({ status: 'ARCHIVED' });
    expect(await act('updateAudience', { audienceId: id, name: 'X' })).toMatchObject({
      code: 'AUDIENCE_NOT_CHANGEABLE',
    });
    expect(await act('restoreAudience', id)).toMatchObject({ status: 'READY' });
    expect(await act('removeAudience', id)).toMatchObject({ status: 'DELETED' });
    expect(await atPinterest(name)).toEqual([]);
    expect(await act('removeAudience', id)).toMatchObject({ code: 'AUDIENCE_NOT_CHANGEABLE' });
    const { canvas } = await client.run<{ canvas: { problems: unknown } }>(
      'query ($id: ID!) { canvas(id: $id) { problems { code } } }',
      { id: canvasId },
    );
    expect(canvas.problems).toEqual([{ code: 'AUDIENCE_DELETED' }]);
  });

  it('finds by itself that an audience was deleted in Ads Manager, before a user has to', async () => {
    const { id, pinterestAudienceId } = await existing();
    const { canvasId } = await activeStep(id);
    await stage.rows("UPDATE audience SET updated_at = now() - interval '1 minute' WHERE id = $1", [id]);
    await stage.sandbox.deleteAudience(pinterestAudienceId ?? '');
    await client.run('mutation ($id: ID!) { refreshAudienceChoices(adAccountId: $id) { __typename } }', {
      id: adAccountId,
    });
    await eventually(async () => {
      const { canvas } = await client.run<{ canvas: { problems: unknown } }>(
        'query ($id: ID!) { canvas(id: $id) { problems { code } } }',
        { id: canvasId },
      );
      expect(canvas.problems).toEqual([{ code: 'AUDIENCE_DELETED' }]);
    }, SLOW);
    expect(await act('refreshAudience', id)).toMatchObject({
      status: 'DELETED',
      reach: { state: 'NOT_AT_PINTEREST' },
    });
    expect((await choices()).nodes.map((one) => one.pinterestAudienceId)).not.toContain(pinterestAudienceId);
  });

  it('tells size, state and the rules as data', async () => {
    const { id } = await existing();
    expect(await act('refreshAudience', id)).toMatchObject({
      size: expect.any(Number) as number,
      reach: { state: 'SHOWN', minimumMatchedUsers: 100, countedFrom: null },
    });
    const draftId = await make(client, 'createAudience', { adAccountId, name: 'Only a draft' });
    expect(await act('refreshAudience', draftId)).toMatchObject({ reach: { state: 'NOT_AT_PINTEREST' } });
    const { audienceRules } = await client.run<{ audienceRules: unknown }>(
      '{ audienceRules { minimumMatchedUsers sizeDelayHoursFrom sizeDelayHoursUntil actalikeCountries maximumActalikePercentage } }',
    );
    expect(audienceRules).toEqual({
      ...{ minimumMatchedUsers: 100, sizeDelayHoursFrom: 24, sizeDelayHoursUntil: 48 },
      ...{ actalikeCountries: ['US', 'CA', 'GB'], maximumActalikePercentage: 10 },
    });
  });
});
