// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its HTTP server in this process. No worker.
import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { connect, launchJourney, PINTEREST_USER, type Journey } from './support/journey.ts';

const GUEST_OF = '549755800004';

interface AdAccount {
  readonly id: string;
  readonly pinterestAdAccountId: string;
  readonly missingSince: string | null;
  readonly preflight: { readonly passed: boolean; readonly problems: readonly { readonly code: string }[] };
}

describe('the ad accounts of a connection', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  let connectionId: string;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway();
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    client = await stage.client(gateway);
    connectionId = await connect(client);
  });
  afterEach(async () => {
    await stage.sandbox.clearFaults();
    await stage.sandbox.setPermissions(GUEST_OF, PINTEREST_USER, ['ADMIN']);
    await stage.sandbox.setTerms(GUEST_OF, true);
  });

  const ACCOUNT = 'id pinterestAdAccountId missingSince preflight { passed checkedAt problems { code } }';
  const accountOf = async (pinterestId: string): Promise<AdAccount> => {
    const { adAccounts } = await client.run<{ adAccounts: { nodes: AdAccount[] } }>(
      `query ($id: ID!) { adAccounts(connectionId: $id, first: 100) { nodes { ${ACCOUNT} } } }`,
      { id: connectionId },
    );
    const found = adAccounts.nodes.find(({ pinterestAdAccountId }) => pinterestAdAccountId === pinterestId);
    if (!found) throw new Error('not listed');
    return found;
  };
  const codes = ({ preflight }: AdAccount): string[] => preflight.problems.map(({ code }) => code);
  const check = async ({ id }: AdAccount): Promise<unknown> => {
    const { checkAdAccount } = await client.run<{ checkAdAccount: unknown }>(
      `mutation ($id: ID!) { checkAdAccount(adAccountId: $id) {
        ... on AdAccountsPayload { adAccounts { ${ACCOUNT} } } ... on UserError { code message } } }`,
      { id },
    );
    return checkAdAccount;
  };
  const select = (mutation: string, adAccountIds: readonly string[]) =>
    client.run(`mutation ($input: SelectAdAccountsInput!) { ${mutation}(input: $input) { __typename } }`, {
      input: { connectionId, adAccountIds },
    });

  it('pass their pre-flight when role, scopes and terms suffice, and say what is missing else', async () => {
    const account = await accountOf(GUEST_OF);
    expect(codes(account)).toEqual(['TERMS_NOT_ACCEPTED']);
    await select('selectAdAccounts', [account.id]);
    expect(await accountOf(GUEST_OF)).toMatchObject({ preflight: { passed: true, problems: [] } });
    await stage.sandbox.setTerms(GUEST_OF, false);
    await stage.sandbox.setPermissions(GUEST_OF, PINTEREST_USER, ['ANALYST']);
    await check(account);
    expect(codes(await accountOf(GUEST_OF))).toEqual(['ROLE_INSUFFICIENT', 'TERMS_NOT_ACCEPTED']);
    await stage.rows("UPDATE connection SET scopes = '{ads:read}' WHERE id = $1", [connectionId]);
    expect(codes(await accountOf(GUEST_OF))[0]).toBe('SCOPE_MISSING');
  });

  it('are marked when they vanish, one by one or from the list, and come back', async () => {
    const account = await accountOf(GUEST_OF);
    await stage.sandbox.setPermissions(GUEST_OF, PINTEREST_USER, []);
    await check(account);
    expect(await accountOf(GUEST_OF)).toMatchObject({ missingSince: expect.any(String) as string });
    expect(codes(await accountOf(GUEST_OF))).toEqual(['AD_ACCOUNT_GONE']);
    const refresh = () =>
      client.run('mutation ($id: ID!) { refreshAdAccounts(connectionId: $id) { __typename } }', {
        id: connectionId,
      });
    await refresh();
    expect(codes(await accountOf(GUEST_OF))).toEqual(['AD_ACCOUNT_GONE']);
    await stage.sandbox.setPermissions(GUEST_OF, PINTEREST_USER, ['AUDIENCE_MANAGER']);
    await refresh();
    expect(await accountOf(GUEST_OF)).toMatchObject({ missingSince: null });
  });

  it('are disconnected one by one: what is pending waits until they are selected again', async () => {
    const journey: Journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    await client.enter(journey.stepIds[0] ?? '', '{"id":"a","email":"a@b.co"}\n');
    const hold = async () =>
      (
        await stage.rows('SELECT hold_reason FROM batching.ordering_group WHERE id = $1', [
          journey.audienceId,
        ])
      )[0];
    await select('deselectAdAccounts', [journey.adAccountId]);
    expect(await hold()).toEqual({ hold_reason: 'AD_ACCOUNT_DESELECTED' });
    const { step } = await client.run<{ step: { problems: { code: string }[] } }>(
      'query ($id: ID!) { step(id: $id) { ... on AudienceSyncStep { problems { code stepId message } } } }',
      { id: journey.stepIds[0] },
    );
    expect(step.problems).toMatchObject([{ code: 'AD_ACCOUNT_NOT_SELECTED', stepId: journey.stepIds[0] }]);
    await select('selectAdAccounts', [journey.adAccountId]);
    expect(await hold()).toEqual({ hold_reason: null });
  });

  it('are asked for once with a dead token: the refusal is noted, and nobody else asks with it', async () => {
    const account = await accountOf(GUEST_OF);
    await stage.sandbox.revokeTokens(PINTEREST_USER);
    const refusals = async (): Promise<number> => {
      const { users } = await stage.sandbox.state({ digests: false });
      const tallies = Object.values(users.find(({ id }) => id === PINTEREST_USER)?.requests ?? {});
      return tallies.reduce((sum, { refusedByReason }) => sum + (refusedByReason['authentication'] ?? 0), 0);
    };
    const before = await refusals();
    for (let n = 0; n < 4; n++) expect(await check(account)).toMatchObject({ code: 'CONNECTION_UNUSABLE' });
    expect((await refusals()) - before).toBe(1);
    expect(await stage.rows('SELECT refused_version FROM connection WHERE id = $1', [connectionId])).toEqual([
      { refused_version: 1 },
    ]);
    await connect(client);
    expect(await check(account)).toMatchObject({ adAccounts: [{ id: account.id }] });
  });

  it('warn of the end of their grant as data', async () => {
    const warning = async () => {
      const { pinterestConnection } = await client.run<{ pinterestConnection: object }>(
        `query ($id: ID!) { pinterestConnection(id: $id) {
          renewable grantExpiresAt expiryWarning { daysAhead daysLeft } } }`,
        { id: connectionId },
      );
      return pinterestConnection;
    };
    expect(await warning()).toMatchObject({ renewable: true, expiryWarning: null });
    await stage.rows(
      `UPDATE connection SET renewal_refused_at = now(), access_expires_at = '2100-01-01T00:00:00Z',
              refresh_expires_at = '2100-02-01T00:00:00Z' WHERE id = $1`,
      [connectionId],
    );
    expect(await warning()).toMatchObject({ renewable: false, grantExpiresAt: '2100-01-01T00:00:00.000Z' });
    await stage.rows(
      "UPDATE connection SET access_expires_at = now() + interval '6 days 12 hours' WHERE id = $1",
      [connectionId],
    );
    expect(await warning()).toMatchObject({ expiryWarning: { daysAhead: 7, daysLeft: 6 } });
  });
});
