// Real: Postgres, Redis, the Pinterest sandbox as a process, two gateways with their servers in this process.
import { connect } from 'node:net';

import { ApiKeysRepository } from '@audience-sync/persistence';
import { eventually } from '@audience-sync/test-kit';
import { WebSocket } from 'ws';

import { Doorkeeper } from '../src/auth/doorkeeper.ts';
import { type RunningGateway } from '../src/boot/gateway.ts';
import { GatewayMetrics } from '../src/metrics/gateway-metrics.ts';
import { SocketRegistry } from '../src/sockets/socket-registry.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launchJourney } from './support/journey.ts';
import { follow, openSocket } from './support/socket.ts';

interface Changed {
  readonly stepMetricsChanged: { readonly entered: number; readonly pending: number };
}

const QUERY = 'subscription ($stepId: ID!) { stepMetricsChanged(stepId: $stepId) { entered pending } }';

describe('live metrics', () => {
  let stage: GatewayStage;
  let gateways: readonly RunningGateway[];
  let client: WorkspaceClient;
  let stepId: string;
  const sockets: { dispose(): unknown }[] = [];
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateways = [await stage.gateway(), await stage.gateway()];
    client = await stage.client(urlOf(0));
    stepId = (await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }])).stepIds[0] ?? '';
  });
  afterEach(() => Promise.all(sockets.splice(0).map((socket) => socket.dispose())));
  afterAll(() => stage.close());

  const urlOf = (at: number): { url: string } => ({ url: gateways[at]?.url ?? '' });
  const socketOf = (at: number, authorization: string | null): ReturnType<typeof openSocket> => {
    const socket = openSocket(urlOf(at).url, authorization);
    sockets.push(socket);
    return socket;
  };
  const bearer = (one: WorkspaceClient): string => `Bearer ${one.apiKey}`;
  const enter = (count: number): Promise<unknown> =>
    client.enter(
      stepId,
      Array.from({ length: count }, (_, at) => `{"id":"u${at}","email":"u${at}@b.co"}\n`).join(''),
    );
  const liveValues = async (): Promise<number> => {
    const text = await (await fetch(`${urlOf(0).url}/metrics`)).text();
    return Number(/^audience_sync_live_values\S* (\d+)/m.exec(text)?.[1]);
  };
  const last = (results: readonly { data?: Changed | null | undefined }[]): number | undefined =>
    results.at(-1)?.data?.stepMetricsChanged.entered;

  it('outlive whoever knocks at another door and hangs up', async () => {
    const { port } = new URL(urlOf(0).url);
    const knock = 'GET /other HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    for (let time = 0; time < 20; time++) {
      const socket = connect(Number(port));
      await new Promise<void>((resolve) =>
        socket.write(knock, () => void socket.resetAndDestroy().once('close', () => resolve())),
      );
    }
    const followed = follow<Changed>(socketOf(0, bearer(client)), QUERY, { stepId });
    await eventually(() => expect(followed.results.length).toBeGreaterThan(0));
    followed.stop();
  });

  it('are to be asked for again when nobody can tell whose the key is: the database is away', async () => {
    const doorkeeper = gateways[0]?.app.get(Doorkeeper, { strict: false });
    if (!doorkeeper) throw new Error('there is no gateway');
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const admit = jest.spyOn(doorkeeper, 'admit').mockRejectedValueOnce(away);
    const refused = follow<Changed>(socketOf(0, bearer(client)), QUERY, { stepId });
    expect(await refused.end).toMatchObject({ code: 1013 }); // "Try Again Later", which clients do
    admit.mockRestore();
    const followed = follow<Changed>(socketOf(0, bearer(client)), QUERY, { stepId });
    await eventually(() => expect(followed.results.length).toBeGreaterThan(0));
    followed.stop();
  });

  it('come at once, and after a change at another gateway', async () => {
    const followed = follow<Changed>(socketOf(1, bearer(client)), QUERY, { stepId });
    await eventually(() => expect(followed.results.length).toBeGreaterThan(0));
    const before = last(followed.results) ?? 0;
    await enter(7);
    await eventually(() => expect(last(followed.results)).toBe(before + 7));
    followed.stop();
    expect(await followed.end).toBeNull();
  });

  it('reach every one of many subscribers', async () => {
    const socket = socketOf(0, bearer(client));
    const all = Array.from({ length: 50 }, () => follow<Changed>(socket, QUERY, { stepId }));
    await eventually(() => expect(all.every(({ results }) => results.length > 0)).toBe(true));
    const before = last(all[0]?.results ?? []) ?? 0;
    for (let at = 0; at < 20; at++) await enter(1);
    await eventually(() =>
      expect(all.map(({ results }) => last(results))).toEqual(all.map(() => before + 20)),
    );
  });

  it.each([
    ['no key', null],
    ['a malformed key', 'Bearer ask_nonsense'],
    ['a key that does not exist', `Bearer ask_${'a'.repeat(38)}`],
  ])('are refused to %s', async (_what, authorization) => {
    const followed = follow(socketOf(0, authorization), QUERY, { stepId });
    expect(await followed.end).toMatchObject({ code: 4_403 });
  });

  it('are refused to a role that may not look', async () => {
    const ingest = await stage.client(urlOf(0), 'INGEST', client.workspaceId);
    const followed = follow(socketOf(0, bearer(ingest)), QUERY, { stepId });
    expect(JSON.stringify([await followed.end, followed.results])).toContain('FORBIDDEN');
  });

  it("of another workspace's step are those of a step that does not exist", async () => {
    const stranger = await stage.client(urlOf(0));
    const socket = socketOf(0, bearer(stranger));
    const answers = await Promise.all(
      [stepId, 'stp_unknown'].map(async (id) => {
        const followed = follow(socket, QUERY, { stepId: id });
        return JSON.stringify([await followed.end, followed.results]);
      }),
    );
    expect(answers[0]).toContain('NOT_FOUND');
    expect(answers[0]).toBe(answers[1]);
  });

  it('end when their key is revoked', async () => {
    const viewer = await stage.client(urlOf(1), 'VIEWER', client.workspaceId);
    const followed = follow<Changed>(socketOf(1, bearer(viewer)), QUERY, { stepId });
    await eventually(() => expect(followed.results.length).toBeGreaterThan(0));
    await new ApiKeysRepository(stage.database).revoke(client.workspaceId, viewer.keyId);
    await gateways[1]?.app.get(SocketRegistry).check();
    expect(await followed.end).toMatchObject({ code: 4_403 });
  });

  it('are limited like any operation', async () => {
    const socket = socketOf(0, bearer(client));
    const aliases = Array.from({ length: 31 }, (_, at) => `a${at}: entered`).join(' ');
    const many = follow(socket, `subscription { stepMetricsChanged(stepId: "${stepId}") { ${aliases} } }`);
    expect(JSON.stringify(await many.end)).toContain('TOO_MANY_ALIASES');
    const wide = `{ canvases(first: 250) { nodes { steps { ... on AudienceSyncStep { connection { adAccounts {
      connection { adAccounts { name } } } } } } } } }`;
    const costly = follow(socket, wide);
    expect(JSON.stringify([await costly.end, costly.results])).toContain('QUERY_TOO_EXPENSIVE');
  });

  it('are refused beyond what a socket carries, a thousand times, and nothing of them stays', async () => {
    const before = await liveValues();
    const greedy = socketOf(0, bearer(client));
    const all = Array.from({ length: 1_000 }, () => follow<Changed>(greedy, QUERY, { stepId }));
    const modest = follow<Changed>(socketOf(0, bearer(client)), QUERY, { stepId });
    const refused = await Promise.all(all.slice(200).map(({ end }) => end));
    expect(new Set(refused.map((errors) => JSON.stringify(errors)))).toEqual(
      new Set([
        JSON.stringify([
          {
            message: 'A socket carries at most 200 operations at a time.',
            extensions: { code: 'TOO_MANY_OPERATIONS' },
          },
        ]),
      ]),
    );
    const entered = (last(modest.results) ?? 0) + 1;
    await eventually(() => expect(modest.results.length).toBeGreaterThan(0));
    await enter(1);
    await eventually(() =>
      expect([modest, ...all.slice(0, 200)].every(({ results }) => (last(results) ?? 0) >= entered)).toBe(
        true,
      ),
    );
    await Promise.all(sockets.splice(0).map((socket) => socket.dispose()));
    await eventually(async () => expect(await liveValues()).toBe(before));
  });

  it('are for so many sockets of a key; the others of the workspace go on', async () => {
    const gateway = await stage.gateway({ SOCKETS_MAX_PER_KEY: '3', SOCKETS_MAX_PER_WORKSPACE: '4' });
    const viewer = await stage.client(gateway, 'VIEWER', client.workspaceId);
    const open = (one: WorkspaceClient) => {
      const socket = openSocket(gateway.url, bearer(one));
      sockets.push(socket);
      return Object.assign(follow<Changed>(socket, QUERY, { stepId }), { socket });
    };
    const held = Array.from({ length: 3 }, () => open(client));
    await eventually(() => expect(held.every(({ results }) => results.length > 0)).toBe(true));
    expect(await open(client).end).toMatchObject({ code: 4_429, reason: 'Too many sockets with this key' });
    const other = open(viewer);
    await eventually(() => expect(other.results.length).toBeGreaterThan(0));
    expect(await open(viewer).end).toMatchObject({
      code: 4_429,
      reason: 'Too many sockets of this workspace',
    });
    await held[0]?.socket.dispose();
    await eventually(async () => {
      const again = open(client);
      await eventually(() => expect(again.results.length).toBeGreaterThan(0), { timeoutMs: 500 });
    });
  });

  it('end for a client that stops reading, which is told why; what it has not taken is bounded', async () => {
    const socket = new WebSocket(`${urlOf(0).url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve([code, String(reason)])),
    );
    const messages: string[] = [];
    socket.on('message', (data: Buffer) => messages.push(data.toString().slice(0, 60)));
    await new Promise((resolve) => socket.on('open', resolve));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: bearer(client) } }));
    await eventually(() => expect(messages[0]).toContain('connection_ack'));
    const slowSockets = gateways[0]?.app.get(GatewayMetrics).slowSockets;
    const dropped = async (): Promise<number> => (await slowSockets?.get())?.values[0]?.value ?? 0;
    const before = await dropped();
    socket.pause();
    // Answers of more than a megabyte; some go into the buffers of the system.
    const parts = Array.from({ length: 20 }, (_, at) => `s${at}: __schema { types { ...Big } }`);
    const big = `fragment Big on __Type { name description fields { name description args { name description } } }`;
    const payload = { query: `{ ${parts.join(' ')} } ${big}` };
    let asked = 0;
    await eventually(async () => {
      socket.send(JSON.stringify({ id: `q${asked++}`, type: 'subscribe', payload }));
      expect(await dropped()).toBe(before + 1);
    });
    socket.resume();
    expect(await closed).toEqual([4_429, 'Too slow: messages were not taken']);
    expect(asked).toBeLessThan(50);
  });

  it('are not spoken in another protocol, or elsewhere', async () => {
    const statusOf = (path: string): Promise<unknown> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${urlOf(0).url.replace(/^http/, 'ws')}${path}`, 'graphql-transport-ws');
        socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
        socket.on('error', resolve);
        socket.on('open', () => resolve('open'));
      });
    expect(await statusOf('/elsewhere')).toBe(404);
    expect(await statusOf('/graphqlx')).toBe(404);
  });
});
