// Real: Postgres, Redis, processes, ports, signals. The apps are stand-ins of a few lines that tell their environment.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, spawnApp } from '@audience-sync/test-kit';
import { type Services, startServices } from '../src/services/start-services.ts';
import { type StackOptions } from '../src/stack/stack-options.ts';
import { startStack } from '../src/stack/start-stack.ts';
import { type Stack } from '../src/stack/stack.ts';

const APP = `
  const server = require('node:http').createServer((request, answer) => answer.end('up'));
  server.on('error', (error) => { console.error(error.message); process.exit(1); });
  server.listen(Number(process.env.PORT), '127.0.0.1', () => {
    const url = 'http://127.0.0.1:' + server.address().port;
    console.log(JSON.stringify({ ready: true, url, apiUrl: url + '/v5', oauthUrl: url + '/oauth/', env: process.env }));
  });
  process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });
`;

let folder: string;
let app: string;
let migrate: string;
let services: Services;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stack-spec-'));
  chmodSync(folder, 0o755);
  app = program('app', APP);
  migrate = program('migrate', `if (!process.env.DATABASE_URL.startsWith('postgres://')) process.exit(1);`);
  services = await startServices({ env: {}, durable: false });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await services.stop();
});
afterEach(async () => {
  while (cleanups.length > 0) await cleanups.pop()?.();
});

function program(name: string, body: string): string {
  const file = join(folder, `${name}.js`);
  writeFileSync(file, body);
  return file;
}

async function start(options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack({
    services: { env: { DATABASE_URL: services.postgres.url, REDIS_URL: services.redis.url } },
    ...options,
    programs: { migrate, sandbox: app, gateway: app, cli: app, worker: app, ...options.programs },
  });
  cleanups.push(() => stack.stop());
  return stack;
}

function envOf({ ready }: { ready: Readonly<Record<string, unknown>> }): Record<string, string> {
  return ready['env'] as Record<string, string>;
}

async function textAt(url: string): Promise<string> {
  const answer = await fetch(url, { headers: { connection: 'close' } });
  return answer.text();
}

describe('startStack', () => {
  it('tells every app where the others are', async () => {
    const stack = await start({ gateways: 2, workers: 2, env: { SYNC_FLUSH_INTERVAL_MS: '200' } });
    const [first, second] = stack.gateways.map(envOf);
    const worker = envOf(stack.workers[1] ?? { ready: {} });
    const sandbox = envOf(stack.sandbox);

    expect(first).toMatchObject({
      DATABASE_URL: stack.services.postgres.url,
      REDIS_URL: stack.services.redis.url,
      PINTEREST_API_URL: `${stack.sandbox.url}/v5`,
      PINTEREST_OAUTH_URL: `${stack.sandbox.url}/oauth/`,
      PUBLIC_URL: stack.gateways[0]?.url,
      SYNC_FLUSH_INTERVAL_MS: '200',
    });
    expect(second).toMatchObject({ PUBLIC_URL: stack.gateways[0]?.url });
    expect(new Set([...stack.gateways, ...stack.workers, stack.sandbox].map(({ url }) => url)).size).toBe(5);
    expect(worker['TOKEN_ENCRYPTION_KEYS']).toBe(first?.['TOKEN_ENCRYPTION_KEYS']);
    expect(sandbox).toMatchObject({
      SANDBOX_CLIENT_ID: first?.['PINTEREST_CLIENT_ID'],
      SANDBOX_CLIENT_SECRET: first?.['PINTEREST_CLIENT_SECRET'],
    });
  });

  it('brings an app back on its port after it was killed', async () => {
    const lost: string[] = [];
    const stack = await start({ workers: 0, onLost: (message) => lost.push(message) });
    const [gateway] = stack.gateways;
    if (!gateway) throw new Error('no gateway');
    await gateway.kill();
    await expect(textAt(gateway.url)).rejects.toThrow('fetch failed');
    await gateway.restart();
    await expect(textAt(gateway.url)).resolves.toBe('up');
    expect(lost).toEqual([]);
  });

  it('tells which app ended unasked, and its last words', async () => {
    const lost: string[] = [];
    const dying = program('dying', `${APP} setTimeout(() => { throw new Error('out of ideas'); }, 300);`);
    await start({ programs: { worker: dying }, onLost: (message) => lost.push(message) });
    await eventually(() =>
      expect(lost).toEqual([
        expect.stringMatching(/^worker-1 ended unexpectedly \(exit code 1\)[^]*out of ideas/),
      ]),
    );
  });

  it('leaves nothing running when one of the apps does not start', async () => {
    const broken = program('broken', `console.error('PORT is nonsense'); process.exit(1);`);
    const lines: string[] = [];
    const failing = start({
      programs: { worker: broken },
      onLine: (name, line) => lines.push(`${name} ${line}`),
    });
    await expect(failing).rejects.toThrow(/worker-1 ended before it was ready[^]*PORT is nonsense/);
    expect(lines).toEqual(expect.arrayContaining(['gateway-1 stopping', 'sandbox stopping']));
  });

  it('says what the migration said when it fails', async () => {
    const broken = program('broken-migrate', `console.error('column "x" does not exist'); process.exit(1);`);
    await expect(start({ programs: { migrate: broken } })).rejects.toThrow(
      /migration of the database failed \(exit code 1\):\ncolumn "x"/,
    );
  });

  it('says what is not built yet before it starts anything', async () => {
    await expect(start({ programs: { gateway: join(folder, 'nowhere.js') } })).rejects.toThrow(
      /not built yet \(npm run build\):\n.*nowhere\.js/,
    );
  });

  it('takes another port when the wanted one is in use', async () => {
    const other = await spawnApp({ name: 'other', script: app, env: { PORT: '0' } });
    cleanups.push(() => other.stop());
    const taken = Number(new URL(String(other.ready.url)).port);
    const stack = await start({ workers: 0, ports: { gateway: taken } });
    expect(Number(new URL(stack.gateways[0]?.url ?? '').port)).not.toBe(taken);
  });
});
