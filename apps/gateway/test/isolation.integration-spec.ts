// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its server in this process.
// Every door of the schema is tried, by every place where it takes an id: a new one joins by itself.
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { newId, ROLES, type Role } from '@audience-sync/domain';
import { type GraphQLSchema } from 'graphql';

import { type AccessRule } from '../src/auth/access.decorator.ts';
import { mayAct } from '../src/auth/caller.ts';
import { type RunningGateway } from '../src/boot/gateway.ts';
import { decodeCursor, encodeCursor, type CursorKey } from '../src/graphql/cursor.ts';
import { deliver } from './support/deliveries.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { launchJourney, type Journey } from './support/journey.ts';
import { routesOf, type Route } from './support/route-walk.ts';
import {
  idPlacesOf,
  operationOf,
  rootFieldsOf,
  takesCursor,
  variablesOf,
  type RootField,
} from './support/schema-walk.ts';
import { follow, openSocket } from './support/socket.ts';

interface World extends Journey {
  readonly apiKeyId: string;
  readonly alertChannelId: string;
}

/** What kind of thing an id names, by the last part of its path; `id` alone by the field. */
const KINDS: Readonly<Record<string, (world: World) => string>> = {
  connectionId: ({ connectionId }) => connectionId,
  adAccountId: ({ adAccountId }) => adAccountId,
  adAccountIds: ({ adAccountId }) => adAccountId,
  audienceId: ({ audienceId }) => audienceId,
  seedAudienceId: ({ audienceId }) => audienceId,
  canvasId: ({ canvasId }) => canvasId,
  stepId: ({ stepIds }) => stepIds[0] ?? '',
  stepIds: ({ stepIds }) => stepIds[0] ?? '',
  pinterestConnection: ({ connectionId }) => connectionId,
  adAccount: ({ adAccountId }) => adAccountId,
  audience: ({ audienceId }) => audienceId,
  canvas: ({ canvasId }) => canvasId,
  step: ({ stepIds }) => stepIds[0] ?? '',
  apiKeyId: ({ apiKeyId }) => apiKeyId,
  alertChannelId: ({ alertChannelId }) => alertChannelId,
  subjectId: ({ canvasId }) => canvasId,
};

/** The doors that need no key. Whoever opens another one says so here as well. */
const PUBLIC_ROUTES = ['GET /', 'GET /oauth/pinterest', 'GET /oauth/pinterest/callback'];
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const ID = /\b[a-z]{3}_[0-9a-z]{26}\b/g;
/** Ids that are not ours, and mean nothing without one of ours beside them. */
const FOREIGN_WORDS = new Set(['pinterestAudienceId', 'externalId', 'externalIds']);

/** Errors that say something about the caller; any other means that the operation itself was wrong. */
const MEANT = new Set(['FORBIDDEN', 'UNAUTHENTICATED', 'NOT_FOUND']);

describe('isolation', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let schema: GraphQLSchema;
  let owner: WorkspaceClient;
  let stranger: WorkspaceClient;
  let theirs: World;
  let ours: World;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    gateway = await stage.gateway();
    schema = gateway.app.get(GraphQLSchemaHost).schema;
    [owner, stranger] = [await stage.client(gateway), await stage.client(gateway)];
    theirs = await worldOf(owner);
    ours = await worldOf(stranger);
    // So that edits get as far as the ids that they name.
    await stranger.run('mutation ($id: ID!) { stopCanvas(canvasId: $id) { __typename } }', {
      id: ours.canvasId,
    });
  });
  afterAll(() => stage.close());

  const worldOf = async (client: WorkspaceClient): Promise<World> => {
    const spare = await stage.client(gateway, 'VIEWER', client.workspaceId);
    const journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    // So that there is something on every list.
    await client.enter(journey.stepIds[0] ?? '', '{"id":"1","email":"a@b.co"}\n{"id":"1"}\n');
    await deliver(stage.database, journey, 10_000, () => ({ kind: 'refused', reason: 'BAD_RECORDS' }));
    await stage.database.execute(
      `INSERT INTO alert (id, workspace_id, kind, subject_type, subject_id, name) VALUES ($1, $2, 'CONNECTION_LOST', 'CONNECTION', $3, 'one')`,
      [newId('alt'), client.workspaceId, journey.connectionId],
    );
    // What a worker would have listed: without it, whoever looks waits for one.
    await stage.database.execute(
      'INSERT INTO audience_listing (ad_account_id, refreshed_at) VALUES ($1, now())',
      [journey.adAccountId],
    );
    await stage.database.execute(
      `INSERT INTO pinterest_audience (ad_account_id, pinterest_audience_id, name, search_name, received, seen_at)
         VALUES ($1, $2, 'Listed', 'listed', false, now())`,
      [journey.adAccountId, newId('aud')],
    );
    const { createAlertEmail } = await client.run<{ createAlertEmail: { id: string } }>(
      'mutation ($input: CreateAlertEmailInput!) { createAlertEmail(input: $input) { ... on AlertChannel { id } } }',
      { input: { address: 'ops@brand.example' } },
    );
    return { ...journey, apiKeyId: spare.keyId, alertChannelId: createAlertEmail.id };
  };
  const kindOf = (door: RootField, path: readonly string[]): ((world: World) => string) | undefined =>
    KINDS[path.at(-1) === 'id' ? door.field.name : (path.at(-1) ?? '')];

  /** What a door answers, ids blotted out. */
  async function answerOf(
    client: WorkspaceClient,
    door: RootField,
    variables: Record<string, unknown>,
  ): Promise<string> {
    const operation = operationOf(door);
    if (door.kind !== 'subscription') {
      const answer = await client.ask(operation, variables);
      const codes = (answer.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
      if (codes.some((code) => !MEANT.has(code))) throw new Error(`${operation}: ${JSON.stringify(answer)}`);
      return blot(JSON.stringify(answer));
    }
    const socket = openSocket(client.url, `Bearer ${client.apiKey}`);
    const followed = follow(socket, operation, variables);
    const ended = await Promise.race([
      followed.end,
      new Promise((resolve) => setTimeout(resolve, 500, 'open')),
    ]);
    await socket.dispose();
    return blot(JSON.stringify([ended, followed.results]));
  }
  const blot = (text: string): string => text.replace(ID, 'ID').replace(/"\d{4}-[^"]*Z"/g, 'TIME');
  const unknown = (id: string): string => `${id.slice(0, 4)}${'0'.repeat(26)}`;
  /** The ids in a cursor become others beside them, in the same place of every order, that nothing has. */
  const neighbour = (part: string | number): string | number => {
    const beside = (id: string): string => `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    return typeof part === 'string' ? part.replace(ID, beside).replace(UUID, beside) : part;
  };
  const same = (left: readonly string[], right: readonly string[]): boolean =>
    left.join('.') === right.join('.');

  it('knows what every id of the schema names', () => {
    const unclear = rootFieldsOf(schema).flatMap((door) =>
      idPlacesOf(door)
        .filter(({ path }) => !kindOf(door, path) && !FOREIGN_WORDS.has(path.at(-1) ?? ''))
        .map(({ path }) => `${door.field.name}: ${path.join('.')}`),
    );
    expect(unclear).toEqual([]);
  });

  it("answers another workspace's id like one that does not exist, at every door", async () => {
    const leaks: string[] = [];
    let tried = 0;
    for (const door of rootFieldsOf(schema))
      for (const place of idPlacesOf(door)) {
        const kind = kindOf(door, place.path);
        if (!kind) continue;
        const withId = (id: string) =>
          variablesOf(door, (path) => {
            if (same(path, place.path)) return id;
            return kindOf(door, path)?.(ours) ?? '1';
          });
        const foreign = await answerOf(stranger, door, withId(kind(theirs)));
        const nothing = await answerOf(stranger, door, withId(unknown(kind(theirs))));
        tried += 1;
        if (foreign !== nothing)
          leaks.push(`${door.field.name} ${place.path.join('.')}: ${foreign} / ${nothing}`);
      }
    expect(leaks).toEqual([]);
    expect(tried).toBeGreaterThan(20);
  });

  it('changed nothing of the other workspace meanwhile', async () => {
    const { canvas } = await owner.run<{ canvas: unknown }>(
      'query ($id: ID!) { canvas(id: $id) { name status version steps { id } metrics { entered errored notSynced pending } } }',
      { id: theirs.canvasId },
    );
    expect(canvas).toEqual({
      name: 'Win them back',
      status: 'ACTIVE',
      version: 3,
      steps: [{ id: theirs.stepIds[0] }],
      metrics: { entered: 2, errored: 1, notSynced: 1, pending: 0 },
    });
  });

  /** The ids that an answer shows. */
  async function idsIn(client: WorkspaceClient, door: RootField, world: World): Promise<string[]> {
    const own = variablesOf(door, (path) => kindOf(door, path)?.(world) ?? '1');
    return JSON.stringify(await client.run(operationOf(door), { ...own, first: 20 })).match(ID) ?? [];
  }

  it('shows nothing of the other workspace at doors that take no id either', async () => {
    const queries = rootFieldsOf(schema).filter(({ kind }) => kind === 'query');
    const foreign = new Set<string>();
    for (const door of queries) for (const id of await idsIn(owner, door, theirs)) foreign.add(id);
    expect(foreign.size).toBeGreaterThan(10);
    const leaks: string[] = [];
    for (const door of queries)
      for (const id of await idsIn(stranger, door, ours))
        if (foreign.has(id)) leaks.push(`${door.field.name}: ${id}`);
    expect(leaks).toEqual([]);
  });

  /** A cursor that the owner got at this door; null where nothing was listed. */
  async function cursorOf(door: RootField): Promise<CursorKey | null> {
    const values = variablesOf(door, (path) => kindOf(door, path)?.(theirs) ?? '1');
    const answer = JSON.stringify(await owner.ask(operationOf(door), { ...values, first: 1 }));
    const [, cursor] = /"endCursor":"([^"]+)"/.exec(answer) ?? [];
    return cursor ? decodeCursor(cursor) : null;
  }

  it("answers another workspace's cursor like one of the same place that nobody got, at every paged door", async () => {
    const paged = rootFieldsOf(schema).filter((door) => door.kind === 'query' && takesCursor(door));
    const leaks: string[] = [];
    for (const door of paged) {
      const key = (await cursorOf(door)) ?? [theirs.audienceId];
      const answers = [key, key.map(neighbour)].map(async (one) => {
        const after = encodeCursor(one);
        const own = variablesOf(door, (path) => kindOf(door, path)?.(ours) ?? '1');
        const asked = answerOf(stranger, door, { ...own, after, cursor: after, first: 20 });
        // A list that is empty may refuse a cursor that it did not give: both alike.
        return asked.catch((error: unknown) => blot(String(error)));
      });
      const [foreign, madeUp] = await Promise.all(answers);
      if (foreign !== madeUp) leaks.push(`${door.field.name}: ${foreign} / ${madeUp}`);
    }
    expect(leaks).toEqual([]);
    expect(paged.length).toBeGreaterThan(3);
  });

  describe('over REST', () => {
    const closed = () => routesOf(gateway.app).filter(({ rule }) => rule?.kind !== 'public');
    const call = async ({ method, path }: Route, client: WorkspaceClient | null, id: string) => {
      const answer = await fetch(`${gateway.url}${path.replaceAll(/:\w+/g, id)}`, {
        method,
        headers: { 'content-type': 'application/x-ndjson', ...client?.headers },
        ...(method === 'GET' ? {} : { body: '{"id":"a"}\n' }),
      });
      return `${answer.status} ${blot(await answer.text())}`;
    };

    it('needs a key at every door, but those that are public for a reason', () => {
      const open = routesOf(gateway.app).filter(({ rule }) => rule?.kind === 'public');
      expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(PUBLIC_ROUTES);
      expect(closed().map(({ method, path }) => `${method} ${path}`)).toContain(
        'POST /v1/steps/:stepId/entries',
      );
    });

    it("answers another workspace's id like one that does not exist, at every door", async () => {
      const foreign = Object.values(theirs).flat() as string[];
      for (const route of closed().filter(({ path }) => path.includes(':')))
        for (const id of foreign) {
          const answer = await call(route, stranger, id);
          expect(answer).toBe(await call(route, stranger, unknown(id)));
          expect(answer).toMatch(/^404 /);
        }
    });

    it('lets each role through exactly the doors that it may pass', async () => {
      for (const route of closed()) {
        expect(await call(route, null, theirs.stepIds[0] ?? '')).toMatch(/^401 /);
        for (const role of ROLES) {
          const client = await stage.client(gateway, role, stranger.workspaceId);
          const may = route.rule?.kind === 'role' && mayAct(role, route.rule.role);
          const answer = await call(route, client, unknown(theirs.stepIds[0] ?? ''));
          expect(`${role} ${answer.startsWith('403 ') ? 'refused' : 'passed'}`).toBe(
            `${role} ${may ? 'passed' : 'refused'}`,
          );
        }
      }
    });
  });

  it('lets each role through exactly the doors that it may pass', async () => {
    const wrong: string[] = [];
    const clients = new Map<Role, WorkspaceClient>();
    for (const role of ROLES) clients.set(role, await stage.client(gateway, role, stranger.workspaceId));
    for (const door of rootFieldsOf(schema))
      for (const [role, client] of clients) {
        const rule = door.field.extensions['access'] as AccessRule;
        const may = rule.kind !== 'role' || mayAct(role, rule.role);
        const nowhere = variablesOf(door, (path) => unknown(kindOf(door, path)?.(ours) ?? 'xxx_'));
        const refused = (await answerOf(client, door, nowhere)).includes('FORBIDDEN');
        if (refused === may) wrong.push(`${door.field.name} as ${role}`);
      }
    expect(wrong).toEqual([]);
  });

  it('lets nobody through without a key, but where a door says that it is public', async () => {
    const nobody = Object.assign(await stage.client(gateway), { apiKey: null }) as unknown as WorkspaceClient;
    const open: string[] = [];
    for (const door of rootFieldsOf(schema).filter(({ kind }) => kind !== 'subscription')) {
      const answer = await answerOf(
        nobody,
        door,
        variablesOf(door, () => unknown('xxx_')),
      );
      const rule = door.field.extensions['access'] as AccessRule;
      if (!answer.includes('UNAUTHENTICATED') && rule.kind !== 'public') open.push(door.field.name);
    }
    expect(open).toEqual([]);
  });
});
