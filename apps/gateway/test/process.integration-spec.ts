// Real: the built gateway as a process, Postgres, Redis, the Pinterest sandbox as a process.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { eventually, spawnApp, type RunningApp } from '@audience-sync/test-kit';

import { gatewayVariables } from './support/gateway-env.ts';
import { GatewayStage } from './support/gateway-stage.ts';
import { connect, launchJourney } from './support/journey.ts';

const MAIN = join(__dirname, '../dist/main.js');
const CLI = join(__dirname, '../dist/cli.js');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(script: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { env: { PATH: process.env['PATH'], ...env } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr.on('data', (data: Buffer) => (err += data.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

describe('the gateway as a process', () => {
  let stage: GatewayStage;
  let app: RunningApp;
  let variables: Record<string, string>;
  beforeAll(async () => {
    stage = await GatewayStage.open();
    variables = { ...gatewayVariables(stage.services), LOG_LEVEL: 'info' };
    app = await spawnApp({ name: 'gateway', script: MAIN, env: variables });
  });
  afterAll(async () => {
    await app.stop();
    await stage.close();
  });
  const url = (): string => app.ready.url ?? '';

  it('tells every mistake of its settings at once, shows no secret, and ends with 1', async () => {
    const { code, err } = await run(MAIN, [], {
      ...variables,
      DATABASE_URL: 'mysql://user:fake-password@nowhere',
      PORT: 'eighty',
      PUBLIC_URL: '',
      PINTEREST_CLIENT_ID: '',
      TOKEN_ENCRYPTION_KEYS: 'fake-key',
      CORS_ORIGINS: 'shop.example',
    });
    expect(code).toBe(1);
    const named = [
      'DATABASE_URL',
      'PORT',
      'PUBLIC_URL',
      'PINTEREST_CLIENT_ID',
      'TOKEN_ENCRYPTION_KEYS',
      'CORS_ORIGINS',
    ];
    expect(named.filter((name) => !err.includes(name))).toEqual([]);
    expect(err).not.toMatch(/fake-/);
  });

  it('says which port is taken, and ends with 1', async () => {
    const port = new URL(url()).port;
    const { code, err } = await run(MAIN, [], { ...variables, PORT: port });
    expect([code, err.trim()]).toEqual([1, `The port ${port} is in use. Choose another one with PORT.`]);
  });

  it('makes a workspace and a key on the command line, and revokes it', async () => {
    const database = { DATABASE_URL: variables['DATABASE_URL'] ?? '' };
    const made = await run(CLI, ['workspace', 'create', '--name', 'Shop', '--json'], database);
    const { apiKey, workspaceId, keyId } = JSON.parse(made.out) as Record<string, string>;
    const ask = async (): Promise<unknown> => {
      const answer = await fetch(`${url()}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
        body: '{"query":"{ viewer { role workspace { name } } }"}',
      });
      return answer.json();
    };
    expect(await ask()).toEqual({ data: { viewer: { role: 'ADMIN', workspace: { name: 'Shop' } } } });
    const listed = await run(CLI, ['key', 'list', '--workspace', workspaceId ?? ''], database);
    expect(listed.out).not.toContain(apiKey);
    await run(CLI, ['key', 'revoke', '--workspace', workspaceId ?? '', '--key', keyId ?? ''], database);
    await eventually(async () => expect(JSON.stringify(await ask())).toContain('UNAUTHENTICATED'));
  });

  it('renames a workspace, and makes a key that ends by itself', async () => {
    const database = { DATABASE_URL: variables['DATABASE_URL'] ?? '' };
    const { workspaceId } = await stage.client({ url: url() });
    const place = ['--workspace', workspaceId, '--json'];
    const renamed = await run(CLI, ['workspace', 'rename', '--name', 'Renamed', ...place], database);
    expect(JSON.parse(renamed.out)).toEqual({ workspaceId, name: 'Renamed' });
    const made = await run(CLI, ['key', 'create', '--name', 'engine', '--days', '30', ...place], database);
    const { expiresAt } = JSON.parse(made.out) as { expiresAt: string };
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    const nowhere = await run(CLI, ['workspace', 'rename', '--workspace', 'wks_no', '--name', 'x'], database);
    expect([nowhere.code, nowhere.err.trim()]).toEqual([1, 'there is no workspace wks_no']);
  });

  it('encrypts tokens anew, so that the old key can go', async () => {
    const client = await stage.client({ url: url() });
    await connect(client);
    await client.run('mutation { createAlertEmail(input: { address: "ops@brand.example" }) { __typename } }');
    const [old, fresh] = [variables['TOKEN_ENCRYPTION_KEYS'] ?? '', Buffer.alloc(32, 9).toString('base64')];
    const rotate = (keys: string) =>
      run(CLI, ['tokens', 'reencrypt', '--json'], {
        DATABASE_URL: variables['DATABASE_URL'] ?? '',
        TOKEN_ENCRYPTION_KEYS: keys,
      });
    const [held] = await stage.rows<{ n: number }>(
      `SELECT (SELECT count(*) FROM connection WHERE access_token_cipher IS NOT NULL)::int
            + (SELECT count(*) FROM alert_channel)::int AS n`,
    );
    expect(await rotate(`fresh:${fresh}`)).toMatchObject({ code: 1, out: '' });
    const first = await rotate(`fresh:${fresh},${old}`);
    expect(JSON.parse(first.out)).toEqual({ reencrypted: held?.n, keyId: 'fresh', stillUnderOtherKeys: 0 });
    expect(
      await stage.rows(
        'SELECT key_id FROM connection WHERE key_id IS NOT NULL UNION SELECT key_id FROM alert_channel',
      ),
    ).toEqual([{ key_id: 'fresh' }]);
    expect(JSON.parse((await rotate(`fresh:${fresh}`)).out)).toMatchObject({ reencrypted: 0 });
    expect(first.out + first.err).not.toMatch(/pin[ar]_|CQkJ/);
    // The others of this file go on with the old key.
    await rotate(`${old},fresh:${fresh}`);
    const { alertChannels } = await client.run<{ alertChannels: unknown }>('{ alertChannels { address } }');
    expect(alertChannels).toEqual([{ address: 'ops@brand.example' }]);
  });

  it('explains its command line', async () => {
    const wrong = await run(CLI, ['workspace', 'make'], {});
    expect([wrong.code, wrong.err.split('\n')[0]]).toEqual([1, 'there is no command "workspace make"']);
    expect(await run(CLI, ['--help'], {})).toMatchObject({
      code: 0,
      err: expect.stringContaining('Usage') as string,
    });
  });

  it('shows its doors, its health and its figures', async () => {
    const page = await fetch(url());
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining('/v1/steps/{id}/entries'),
    ]);
    expect((await fetch(`${url()}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${url()}/metrics`)).text()).toContain('service="gateway"');
    expect((await fetch(`${url()}/nowhere`)).status).toBe(404);
  });

  it('opens a GraphQL client in a browser, from files of its own', async () => {
    const page = await fetch(`${url()}/graphql`, { headers: { accept: 'text/html,*/*' } });
    expect(new URL(page.url).pathname).toBe('/explorer/');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const address = new URL(file, page.url);
      expect([address.origin, (await fetch(address)).status]).toEqual([url(), 200]);
    }
    expect((await fetch(`${url()}/explorer/nowhere.js`)).status).toBe(404);
  });

  it('logs nothing of a person or a key', async () => {
    const client = await stage.client({ url: url() });
    const journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    await client.enter(
      journey.stepIds[0] ?? '',
      '{"id":"a","email":"someone-private@example.com"}\n{"id":7}\n',
    );
    await client.ask('{ canvas(id: "someone-private@example.com") { nothing } }');
    expect(app.logs(10_000)).not.toMatch(/someone-private|ask_|pin[arc]_/);
  });

  it('finishes what is under way when it is told to stop', async () => {
    const stopping = await spawnApp({ name: 'gateway', script: MAIN, env: variables });
    const client = await stage.client({ url: stopping.ready.url ?? '' });
    const journey = await launchJourney(client, [{ operation: 'ADD', matchFields: ['EMAIL'] }]);
    let exit: Promise<unknown> = Promise.resolve();
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{"id":"first","email":"a@b.co"}\n');
      await eventually(async () =>
        expect((await fetch(`${stopping.ready.url}/health/live`)).status).toBe(200),
      );
      exit = stopping.stop();
      await new Promise((resolve) => setImmediate(resolve));
      yield Buffer.from('{"id":"last","email":"c@d.co"}\n');
    }
    const stream = ReadableStream.from<Uint8Array>(body());
    const { lines } = await client.enter(journey.stepIds[0] ?? '', stream);
    expect(lines.at(-1)).toMatchObject({ done: true, entered: 2 });
    expect(await exit).toMatchObject({ code: 0 });
  });
});
