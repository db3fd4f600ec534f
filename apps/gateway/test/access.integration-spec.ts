// Real: Postgres, Redis, the Pinterest sandbox as a process, the gateway with its server in this process.
import { exportSPKI, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

import { eventually } from '@audience-sync/test-kit';

import { type RunningGateway } from '../src/boot/gateway.ts';
import { Client } from './support/client.ts';
import { GatewayStage, type WorkspaceClient } from './support/gateway-stage.ts';
import { make } from './support/journey.ts';
import { follow, openSocket } from './support/socket.ts';

describe('access', () => {
  let stage: GatewayStage;
  let gateway: RunningGateway;
  let admin: WorkspaceClient;
  let signing: CryptoKey;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    const pair = await generateKeyPair('ES256', { extractable: true });
    signing = pair.privateKey;
    gateway = await stage.gateway({
      JWT_PUBLIC_KEY: (await exportSPKI(pair.publicKey)).replaceAll('\n', '\\n'),
      JWT_ISSUER: 'https://login.example',
      JWT_AUDIENCE: 'audience-sync',
    });
    admin = await stage.client(gateway);
  });
  afterAll(() => stage.close());

  const createKey = async (input: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const { createApiKey } = await admin.run<{ createApiKey: Record<string, unknown> }>(
      `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
        ... on CreateApiKeyPayload { secret apiKey { id name role } } ... on UserError { code } } }`,
      { input },
    );
    return createApiKey;
  };
  const roleOf = async (credential: string): Promise<unknown> => {
    const answer = await new Client(gateway.url, credential).ask<{ viewer: { role: string } }>(
      '{ viewer { role } }',
    );
    return answer.data?.viewer.role ?? answer.errors?.[0]?.extensions?.['code'];
  };

  it('makes a key, shows it once, and ends it', async () => {
    const { secret, apiKey } = await createKey({ name: 'engine', role: 'INGEST' });
    expect(apiKey).toMatchObject({ name: 'engine', role: 'INGEST' });
    expect(await roleOf(String(secret))).toBe('INGEST');
    const listed = await admin.run('{ apiKeys { id name role createdAt lastUsedAt revokedAt expiresAt } }');
    expect(JSON.stringify(listed)).not.toContain(String(secret));
    const { id } = apiKey as { id: string };
    await admin.run('mutation ($id: ID!) { revokeApiKey(apiKeyId: $id) { __typename } }', { id });
    await eventually(async () => expect(await roleOf(String(secret))).toBe('UNAUTHENTICATED'));
  });

  it('refuses a key that would have ended already, and one without a name', async () => {
    expect(await createKey({ name: 'late', role: 'VIEWER', expiresAt: '2020-01-01T00:00:00Z' })).toEqual({
      code: 'INVALID_INPUT',
    });
    expect(await createKey({ name: ' ', role: 'VIEWER' })).toEqual({ code: 'INVALID_INPUT' });
  });

  it('refuses a key that has expired', async () => {
    const { secret, apiKey } = await createKey({
      name: 'short',
      role: 'VIEWER',
      expiresAt: '2999-01-01T00:00:00Z',
    });
    await stage.rows("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1", [
      (apiKey as { id: string }).id,
    ]);
    expect(await roleOf(String(secret))).toBe('UNAUTHENTICATED');
  });

  it('takes the tokens of its identity provider, and no other', async () => {
    const token = (audience: string): Promise<string> =>
      new SignJWT({ workspace_id: admin.workspaceId, role: 'VIEWER' })
        .setProtectedHeader({ alg: 'ES256' })
        .setSubject('ana')
        .setIssuer('https://login.example')
        .setAudience(audience)
        .setExpirationTime('5m')
        .sign(signing);
    expect(await roleOf(await token('audience-sync'))).toBe('VIEWER');
    expect(await roleOf(await token('another-product'))).toBe('UNAUTHENTICATED');
  });

  it('takes no token without a signature, however right the rest of it is', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1_000) + 300;
    const rights = { workspace_id: admin.workspaceId, role: 'ADMIN' };
    const claims = { ...rights, sub: 'ana', iss: 'https://login.example', aud: 'audience-sync', exp };
    for (const alg of ['none', 'NONE', 'HS256'])
      expect(await roleOf(`${part({ alg })}.${part(claims)}.`)).toBe('UNAUTHENTICATED');
  });

  it('slows down an address that keeps sending bad credentials, at every door of every gateway', async () => {
    const limits = { AUTH_MAX_FAILURES: '4', TRUSTED_PROXIES: '1' };
    const [one, other] = [await stage.gateway(limits), await stage.gateway(limits)];
    const call = async ({ url }: RunningGateway, path: string, credential: string, address: string) => {
      const answer = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': path === '/graphql' ? 'application/json' : 'application/x-ndjson',
          authorization: `Bearer ${credential}`,
          'x-forwarded-for': `6.6.6.6, ${address}`,
        },
        body: '{"query":"{ viewer { role } }"}',
      });
      return {
        text: await answer.text(),
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
      };
    };
    const bad = `ask_${'b'.repeat(38)}`;
    const guesser = '203.0.113.7';
    expect((await call(one, '/graphql', String(admin.apiKey), guesser)).text).toContain('ADMIN');
    for (let n = 0; n < 4; n++)
      expect(await call(n % 2 ? one : other, '/graphql', `${bad}${n}`, guesser)).toMatchObject({
        status: 200,
        text: expect.stringContaining('UNAUTHENTICATED') as string,
      });
    for (const gateway of [one, other]) {
      const refused = await call(gateway, '/v1/steps/stp_1/entries', bad, guesser);
      expect(refused).toMatchObject({
        status: 429,
        text: expect.stringContaining('TOO_MANY_REQUESTS') as string,
      });
      expect(Number(refused.retryAfter)).toBeGreaterThan(0);
      expect(await call(gateway, '/graphql', bad, guesser)).toMatchObject({
        status: 200,
        retryAfter: expect.stringMatching(/^[1-9]/) as string,
        text: expect.stringContaining('TOO_MANY_REQUESTS') as string,
      });
    }
    expect((await call(other, '/graphql', String(admin.apiKey), '203.0.113.8')).text).toContain('ADMIN');
    const socket = openSocket(one.url, `Bearer ${bad}`, { 'x-forwarded-for': guesser });
    expect(await follow(socket, '{ viewer { role } }').end).toMatchObject({ code: 4_429 });
  });

  it.each([
    ['QUERY_TOO_EXPENSIVE', '{ canvases(first: 100000) { nodes { id } } }'],
    [
      'GRAPHQL_VALIDATION_FAILED',
      `{ ${Array.from({ length: 31 }, (_, at) => `a${at}: __typename`).join(' ')} }`,
    ],
  ])('answers a document that asks for too much with %s and status 400', async (code, query) => {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...admin.headers },
      body: JSON.stringify({ query }),
    });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { extensions: Record<string, unknown> }[] };
    expect(errors.map(({ extensions }) => extensions)).toContainEqual(expect.objectContaining({ code }));
    expect(JSON.stringify(errors)).not.toContain('"http"');
  });

  it('makes another workspace with its first key, and renames its own', async () => {
    const { createWorkspace } = await admin.run<{
      createWorkspace: { secret: string; workspace: { id: string }; apiKey: { role: string } };
    }>(`mutation { createWorkspace(input: { name: "Second brand" }) { ... on CreateWorkspacePayload {
      secret workspace { id name } apiKey { role } } } }`);
    const { secret, workspace } = createWorkspace;
    const second = new Client(gateway.url, secret);
    expect(await second.run('{ viewer { role workspace { id name } } canvases { nodes { id } } }')).toEqual({
      viewer: { role: 'ADMIN', workspace: { id: workspace.id, name: 'Second brand' } },
      canvases: { nodes: [] },
    });
    const rename = (name: string) =>
      second.run<{ renameWorkspace: unknown }>(
        `mutation ($name: String!) { renameWorkspace(input: { name: $name }) {
          ... on Workspace { name } ... on UserError { code path } } }`,
        { name },
      );
    expect(await rename('Renamed')).toEqual({ renameWorkspace: { name: 'Renamed' } });
    expect(await rename('\u202e')).toEqual({
      renameWorkspace: { code: 'INVALID_INPUT', path: ['input', 'name'] },
    });
    expect(await second.run('{ auditEvents { nodes { action } } }')).toEqual({
      auditEvents: {
        nodes: ['workspace.renamed', 'api-key.created', 'workspace.created'].map((action) => ({ action })),
      },
    });
  });

  it('keeps a trail of who did what, without secrets', async () => {
    const canvasId = await make(admin, 'createCanvas', { name: 'Trailed' });
    interface Trail {
      readonly auditEvents: {
        readonly nodes: { actor: string; action: string; subjectId: string; detail: string }[];
      };
    }
    const { auditEvents } = await admin.run<Trail>(
      '{ auditEvents(first: 50) { nodes { actor action subjectId detail } } }',
    );
    expect(auditEvents.nodes[0]).toEqual({
      actor: admin.keyId,
      action: 'canvas.created',
      subjectId: canvasId,
      detail: '{}',
    });
    expect(auditEvents.nodes.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['api-key.created', 'api-key.revoked']),
    );
    expect(JSON.stringify(auditEvents)).not.toMatch(/ask_/);
  });

  it('says what is wrong with a body that is no GraphQL, or too much', async () => {
    const post = async (body: string): Promise<[number, string]> => {
      const headers = { 'content-type': 'application/json', ...admin.headers };
      const answer = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
      return [answer.status, await answer.text()];
    };
    expect(await post('{"query":')).toEqual([400, expect.stringContaining('BAD_REQUEST')]);
    expect(await post(JSON.stringify({ query: 'x'.repeat(8_000_001) }))).toEqual([
      413,
      expect.stringContaining('PAYLOAD_TOO_LARGE'),
    ]);
    expect(await post('[{"query":"{ viewer { role } }"},{"query":"{ viewer { role } }"}]')).toEqual([
      400,
      expect.stringMatching(/batch/i),
    ]);
    expect((await post(JSON.stringify({ query: `{ ${'viewer { role } '.repeat(3_000)} }` })))[1]).toMatch(
      /token/i,
    );
    expect((await post('{"query":"{ nothing }"}'))[1]).toContain('GRAPHQL_VALIDATION_FAILED');
    expect((await post('{"query":"{ canvas(id: \\"a\\u0000b\\") { id } }"}'))[1]).toContain('BAD_USER_INPUT');
  });
});
