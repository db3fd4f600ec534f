// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its HTTP server in this process.
import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { authorizationUrl, connect, consent, PINTEREST_USER } from './support/journey.ts';

const AGENCY = '900000000000000003';
const RETURN_URL = 'https://app.example/pinterest';

interface AdAccountsPage {
  readonly adAccounts: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
  };
}

describe('connecting Pinterest', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let client: WorkspaceClient;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway({ CONNECT_RETURN_URLS: RETURN_URL, PINTEREST_REQUEST_TIMEOUT_MS: '500' });
  });
  afterAll(() => stage.close());
  beforeEach(async () => void (client = await stage.client(gateway)));
  afterEach(() => stage.sandbox.clearFaults());

  const visit = async (address: string): Promise<{ status: number; text: string; location: string }> => {
    const answer = await fetch(address, { redirect: 'manual' });
    return {
      status: answer.status,
      text: await answer.text(),
      location: answer.headers.get('location') ?? '',
    };
  };
  const connections = async (): Promise<Record<string, unknown>[]> => {
    const query = '{ pinterestConnections { id status username scopes needsReconnecting } }';
    return (await client.run<{ pinterestConnections: Record<string, unknown>[] }>(query))
      .pinterestConnections;
  };

  it('stores the grant encrypted and lists every ad account, all pages', async () => {
    const id = await connect(client, AGENCY);
    expect(await connections()).toMatchObject([{ id, status: 'ACTIVE', needsReconnecting: false }]);
    const { pinterestConnection } = await client.run<{ pinterestConnection: { adAccounts: unknown[] } }>(
      'query ($id: ID!) { pinterestConnection(id: $id) { adAccounts { name country currency permissions } } }',
      { id },
    );
    expect(pinterestConnection.adAccounts).toHaveLength(310);
    const [row] = await stage.rows<{ text: string }>(
      'SELECT c::text AS text FROM connection AS c WHERE id = $1',
      [id],
    );
    expect(row?.text).not.toMatch(/pin[ar]_/);
  });

  it('pages through the ad accounts without missing or repeating one', async () => {
    await connect(client, AGENCY);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: AdAccountsPage = await client.run(
        'query ($after: String) { adAccounts(first: 100, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }',
        { after },
      );
      seen.push(...page.adAccounts.nodes.map(({ id }) => id));
      after = page.adAccounts.pageInfo.hasNextPage ? page.adAccounts.pageInfo.endCursor : null;
    } while (after !== null);
    expect([seen.length, new Set(seen).size]).toEqual([310, 310]);
  });

  it('connects the same Pinterest user in place, and lets go what waited', async () => {
    const id = await connect(client);
    const { disconnectPinterest } = await client.run<{ disconnectPinterest: unknown }>(
      'mutation ($id: ID!) { disconnectPinterest(connectionId: $id) { ... on PinterestConnection { status } } }',
      { id },
    );
    expect(disconnectPinterest).toEqual({ status: 'DISCONNECTED' });
    expect(await stage.rows('SELECT access_token_cipher FROM connection WHERE id = $1', [id])).toEqual([
      { access_token_cipher: null },
    ]);
    expect(await connect(client)).toBe(id);
    expect(await connections()).toMatchObject([{ id, status: 'ACTIVE' }]);
    const trail = await stage.rows('SELECT action FROM audit_event WHERE workspace_id = $1 ORDER BY id', [
      client.workspaceId,
    ]);
    expect(trail.map(({ action }) => action)).toEqual([
      'connection.requested',
      'connection.connected',
      'connection.disconnected',
      'connection.requested',
      'connection.reconnected',
    ]);
  });

  it('shows a refusal as such, and uses the state up', async () => {
    const page = await authorizationUrl(client);
    const refused = await consent(client, page, 'deny');
    expect(await visit(refused)).toMatchObject({
      status: 400,
      text: expect.stringContaining('Access was not granted') as string,
    });
    const late = await consent(client, page);
    expect(await visit(late)).toMatchObject({ status: 403 });
    expect(await connections()).toEqual([]);
  });

  it('takes a state once', async () => {
    const callback = await consent(client, await authorizationUrl(client));
    expect(await visit(callback)).toMatchObject({ status: 200 });
    expect(await visit(callback)).toMatchObject({
      status: 403,
      text: expect.stringContaining('used before') as string,
    });
  });

  it.each([
    ['forged', (url: URL) => url.searchParams.set('state', 'x'.repeat(43)), 403],
    ['missing', (url: URL) => url.searchParams.delete('state'), 403],
    ['doubled', (url: URL) => url.searchParams.append('state', 'again'), 403],
  ])('refuses a state that is %s', async (_what, change, status) => {
    const callback = new URL(await consent(client, await authorizationUrl(client)));
    change(callback);
    expect(await visit(callback.href)).toMatchObject({ status });
    expect(await connections()).toEqual([]);
  });

  it('refuses a state that has expired', async () => {
    const callback = await consent(client, await authorizationUrl(client));
    await stage.rows('UPDATE oauth_state SET expires_at = now() WHERE workspace_id = $1', [
      client.workspaceId,
    ]);
    expect(await visit(callback)).toMatchObject({ status: 403 });
  });

  it('says so when Pinterest sends no code', async () => {
    const callback = new URL(await consent(client, await authorizationUrl(client)));
    callback.searchParams.delete('code');
    expect(await visit(callback.href)).toMatchObject({
      status: 400,
      text: expect.stringContaining('no code') as string,
    });
  });

  it.each([
    ['refuses the code', { kind: 'status', status: 400, body: { error: 'invalid_grant' } }],
    ['is out of order', { kind: 'status', status: 500 }],
    ['does not answer', { kind: 'hang' }],
    ['answers something that is no JSON', { kind: 'status', status: 200, body: '<html>maintenance</html>' }],
    ['breaks the connection', { kind: 'reset' }],
  ] as const)('says so when the token endpoint %s', async (_what, fault) => {
    await stage.sandbox.addFault({ match: { operation: 'oauth/token' }, fault: { ...fault } });
    const callback = await consent(client, await authorizationUrl(client));
    expect(await visit(callback)).toMatchObject({ status: 502 });
    expect(await connections()).toEqual([]);
    expect(await visit(callback)).toMatchObject({ status: 403 });
  });

  it.each([
    ['ads:read,user_accounts:read', 200, ['ads:write'], 'needed for syncing: ads:write'],
    ['ads:read,ads:write', 400, null, 'did not grant user_accounts:read'],
  ])('says what is missing when only %s is granted', async (scope, status, missing, words) => {
    const page = new URL(await authorizationUrl(client));
    page.searchParams.set('scope', scope);
    const text = expect.stringContaining(words) as string;
    expect(await visit(await consent(client, page.href))).toMatchObject({ status, text });
    const shown = await client.run<{ pinterestConnections: { missingScopes: string[] }[] }>(
      '{ pinterestConnections { missingScopes } }',
    );
    expect(shown.pinterestConnections).toEqual(missing === null ? [] : [{ missingScopes: missing }]);
  });

  it('stays connected when the ad accounts cannot be listed, and lists them on demand', async () => {
    await stage.sandbox.addFault({
      match: { operation: 'ad_accounts/list' },
      fault: { kind: 'status', status: 500 },
      times: 1,
    });
    const callback = await consent(client, await authorizationUrl(client));
    expect(await visit(callback)).toMatchObject({
      status: 200,
      text: expect.stringContaining('could not be listed') as string,
    });
    const [connection] = await connections();
    const { refreshAdAccounts } = await client.run<{ refreshAdAccounts: { adAccounts: unknown[] } }>(
      `mutation ($id: ID!) { refreshAdAccounts(connectionId: $id) { ... on AdAccountsPayload { adAccounts { id } } } }`,
      { id: connection?.['id'] },
    );
    expect(refreshAdAccounts.adAccounts.length).toBeGreaterThan(3);
  });

  it('sends the browser back to where it was asked to, and nowhere else', async () => {
    const callback = await consent(client, await authorizationUrl(client, `${RETURN_URL}?tab=2`));
    const { status, location } = await visit(callback);
    const [connection] = await connections();
    expect([status, location]).toEqual([303, `${RETURN_URL}?tab=2&connection=${String(connection?.['id'])}`]);
    for (const elsewhere of [
      'https://evil.example/',
      'https://app.example.evil.example/',
      'https://app.example/other',
      'javascript:1',
    ])
      await expect(authorizationUrl(client, elsewhere)).rejects.toThrow('does not send browsers');
  });

  it('sends a browser on to the consent page', async () => {
    const page = new URL(await authorizationUrl(client));
    const state = page.searchParams.get('state') ?? '';
    expect(await visit(`${client.url}/oauth/pinterest?state=${state}`)).toMatchObject({
      status: 302,
      location: page.href,
    });
    expect(await visit(`${client.url}/oauth/pinterest`)).toMatchObject({ status: 400 });
  });

  it('belongs to the workspace that began, whoever brings the browser back', async () => {
    const other = await stage.client(gateway);
    await visit(await consent(other, await authorizationUrl(client), PINTEREST_USER));
    expect(await connections()).toHaveLength(1);
    expect(await other.run('{ pinterestConnections { id } }')).toEqual({ pinterestConnections: [] });
  });

  it('selects ad accounts and asks whether the terms are accepted', async () => {
    const connectionId = await connect(client, '900000000000000004');
    const { adAccounts } = await client.run<{ adAccounts: { nodes: { id: string }[] } }>(
      '{ adAccounts { nodes { id } } }',
    );
    const ids = adAccounts.nodes.map(({ id }) => id);
    const select = (mutation: string) =>
      client.run<{ it: { adAccounts: unknown[] } }>(
        `mutation ($input: SelectAdAccountsInput!) { it: ${mutation}(input: $input) {
          ... on AdAccountsPayload { adAccounts { selected termsAccepted } } } }`,
        { input: { connectionId, adAccountIds: ids.slice(0, 1) } },
      );
    expect((await select('selectAdAccounts')).it.adAccounts).toEqual([
      { selected: true, termsAccepted: false },
    ]);
    expect((await select('deselectAdAccounts')).it.adAccounts).toEqual([
      { selected: false, termsAccepted: false },
    ]);
  });
});
