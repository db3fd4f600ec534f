// Real: Postgres, Redis, the Pinterest sandbox (for the login), a worker as a process, a web server that is told of alerts.
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { newId } from '@audience-sync/domain';
import { eventually } from '@audience-sync/test-kit';
import { Webhook } from 'standardwebhooks';

import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { connect } from './support/journey.ts';
import { follow, openSocket } from './support/socket.ts';

interface Call {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const LIST = `query ($first: Int, $after: String, $openOnly: Boolean) {
  alerts(first: $first, after: $after, openOnly: $openOnly) {
    nodes { id kind subjectType subjectId message openedAt resolvedAt } pageInfo { endCursor hasNextPage } } }`;
const LIVE = 'subscription { alertsChanged { kind subjectId message } }';

interface List {
  readonly alerts: {
    readonly nodes: readonly Record<string, unknown>[];
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  };
}

describe('alerts', () => {
  let stage: GatewayStage;
  let client: WorkspaceClient;
  let connectionId: string;
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      calls.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(204).end();
    });
  });

  beforeAll(async () => {
    stage = await GatewayStage.open();
    const allowed = { ALERT_WEBHOOKS_ALLOW_PRIVATE: 'true' };
    client = await stage.client(await stage.gateway(allowed));
    await stage.worker({ ...allowed, ALERTS_CHECK_INTERVAL_MS: '100' });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    connectionId = await connect(client);
  });
  afterAll(async () => {
    server.close();
    await stage.close();
  });

  const list = (variables: Record<string, unknown> = {}) => client.run<List>(LIST, variables);
  const channels = async () =>
    (
      await client.run<{ alertChannels: { id: string; lastError: string | null; deliveredAt: unknown }[] }>(
        '{ alertChannels { id kind address lastError deliveredAt } }',
      )
    ).alertChannels;
  const set = (sql: string) =>
    stage.database.execute(`UPDATE connection SET ${sql} WHERE id = $1`, [connectionId]);

  it('are told by a webhook, live and in the list: once when they open, once when they are over', async () => {
    const { port } = server.address() as AddressInfo;
    const { createAlertWebhook } = await client.run<{
      createAlertWebhook: { secret: string; channel: { id: string } };
    }>(
      `mutation ($url: String!) { createAlertWebhook(input: { url: $url }) {
        ... on CreateAlertWebhookPayload { secret channel { id } } } }`,
      { url: `http://127.0.0.1:${port}/hook` },
    );
    const heard = (): unknown[] =>
      calls.map(({ headers, body }) => new Webhook(createAlertWebhook.secret).verify(body, headers));
    const test = await client.run<{ testAlertChannel: unknown }>(
      'mutation ($id: ID!) { testAlertChannel(alertChannelId: $id) { ... on AlertChannel { id } } }',
      { id: createAlertWebhook.channel.id },
    );
    expect(test.testAlertChannel).toEqual({ id: createAlertWebhook.channel.id });
    await eventually(() => expect(heard()).toMatchObject([{ type: 'alert.test' }]));
    await eventually(async () =>
      expect(await channels()).toMatchObject([
        { lastError: null, deliveredAt: expect.any(String) as string },
      ]),
    );
    // What was changed on its way says so.
    const [first] = calls;
    const forged = { ...first?.headers, 'webhook-id': 'other' };
    expect(() => new Webhook(createAlertWebhook.secret).verify(first?.body ?? '', forged)).toThrow();

    const socket = openSocket(client.url, `Bearer ${client.apiKey}`);
    const { results } = follow<{ alertsChanged: readonly object[] }>(socket, LIVE);
    const shown = (): unknown => results.at(-1)?.data?.alertsChanged;
    await eventually(() => expect(shown()).toEqual([]));
    await set(`refresh_expires_at = now() + interval '3 days'`);
    await eventually(() =>
      expect(shown()).toMatchObject([{ kind: 'CONNECTION_EXPIRING', subjectId: connectionId }]),
    );
    await eventually(() => expect(heard()).toHaveLength(2));
    await set(`refresh_expires_at = now() + interval '2 days'`);
    await set(`refresh_expires_at = now() + interval '300 days'`);
    await eventually(() => expect(shown()).toEqual([]));
    await eventually(() =>
      expect(heard()).toMatchObject([
        { type: 'alert.test' },
        { type: 'alert.opened', data: { kind: 'CONNECTION_EXPIRING', subjectId: connectionId } },
        { type: 'alert.resolved', data: { kind: 'CONNECTION_EXPIRING' } },
      ]),
    );
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
    const [alert] = (await list()).alerts.nodes;
    expect(alert).toMatchObject({ kind: 'CONNECTION_EXPIRING', resolvedAt: expect.any(String) as string });
    await socket.dispose();
  });

  it('are listed page by page, the newest first, all or the open ones', async () => {
    const other = await stage.client(client);
    const ids = Array.from({ length: 5 }, () => newId('alt')).sort();
    for (const [at, id] of ids.entries())
      await stage.database.execute(
        `INSERT INTO alert (id, workspace_id, kind, subject_type, subject_id, name, resolved_at)
         VALUES ($1, $2, 'THROTTLED', 'CONNECTION', $3, 'one', CASE WHEN $4 THEN now() END)`,
        [id, other.workspaceId, `con_${at}`, at % 2 === 0],
      );
    const idsOf = ({ alerts }: List): unknown[] => alerts.nodes.map(({ id }) => id);
    const page = (variables: Record<string, unknown>) => other.run<List>(LIST, variables);
    const first = await page({ first: 2 });
    const rest = await page({ first: 9, after: first.alerts.pageInfo.endCursor });
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(ids.toReversed());
    expect([first.alerts.pageInfo.hasNextPage, rest.alerts.pageInfo.hasNextPage]).toEqual([true, false]);
    for (const wrong of [{ first: 0 }, { first: 251 }, { after: 'nonsense' }])
      await expect(page(wrong)).rejects.toThrow('BAD_USER_INPUT');
  });

  it('are told to nobody inside, unless that is allowed', async () => {
    const strict = await stage.client(await stage.gateway());
    const { createAlertWebhook } = await strict.run<{ createAlertWebhook: unknown }>(
      `mutation { createAlertWebhook(input: { url: "https://169.254.169.254/latest" }) {
        __typename ... on InvalidInputError { problems { path } } } }`,
    );
    expect(createAlertWebhook).toEqual({
      __typename: 'InvalidInputError',
      problems: [{ path: ['input', 'url'] }],
    });
  });
});
