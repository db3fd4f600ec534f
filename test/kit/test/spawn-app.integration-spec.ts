// Real: processes. Nothing is mocked; the apps are a few lines of JavaScript each.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../src/eventually.ts';
import { type RunningApp, spawnApp } from '../src/process/spawn-app.ts';

const READY = `console.log(JSON.stringify({ ready: true, url: 'http://127.0.0.1:1', seen: process.env.GREETING }));`;
const STAY = `setInterval(() => undefined, 1000);`;

describe('spawnApp', () => {
  let folder: string;
  const apps: RunningApp[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spawn-app-'));
    chmodSync(folder, 0o755);
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.kill()));
    rmSync(folder, { recursive: true });
  });

  function script(name: string, body: string): string {
    const file = join(folder, `${name}.js`);
    writeFileSync(file, body);
    return file;
  }
  async function start(name: string, body: string): Promise<RunningApp> {
    const app = await spawnApp({ name, script: script(name, body), env: { GREETING: 'hello' } });
    apps.push(app);
    return app;
  }

  it('hands over the ready line and gives the app its environment', async () => {
    const app = await start('plain', READY + STAY);
    expect(app.ready).toEqual({ ready: true, url: 'http://127.0.0.1:1', seen: 'hello' });
  });

  it('does not leak our own environment into the app', async () => {
    process.env['DATABASE_URL'] = 'postgres://not-for-you';
    const app = await start(
      'env',
      `console.log(JSON.stringify({ ready: true, keys: Object.keys(process.env) }));${STAY}`,
    );
    delete process.env['DATABASE_URL'];
    expect(app.ready['keys']).toContain('PATH');
    expect(app.ready['keys']).not.toContain('DATABASE_URL');
  });

  it('stops it with SIGTERM and tells how it ended', async () => {
    const app = await start('polite', `process.on('SIGTERM', () => process.exit(7));${READY}${STAY}`);
    await expect(app.stop()).resolves.toEqual({ code: 7, signal: null });
  });

  it('kills it when it does not stop in time', async () => {
    const app = await start('deaf', `process.on('SIGTERM', () => undefined);${READY}${STAY}`);
    await expect(app.stop(100)).resolves.toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('reports an app that ends before it is ready, with its last words', async () => {
    const file = script('dying', `console.error('no such table: users'); process.exit(3);`);
    await expect(spawnApp({ name: 'dying', script: file })).rejects.toThrow(
      /dying ended before it was ready \(exit code 3\)\nno such table: users/,
    );
  });

  it('reports an app that says that it cannot start', async () => {
    const file = script('honest', `console.log('{"ready":false,"error":"PORT is missing"}');${STAY}`);
    await expect(spawnApp({ name: 'honest', script: file })).rejects.toThrow(
      'honest did not start: PORT is missing',
    );
  });

  it('reports an app that never gets ready', async () => {
    const file = script('silent', STAY);
    await expect(spawnApp({ name: 'silent', script: file, readyTimeoutMs: 200 })).rejects.toThrow(
      'silent was not ready after 200 ms',
    );
  });

  it('ends the app when its parent is killed', async () => {
    const app = await start('parent', parentOf(script('child', READY + STAY)));
    const child = Number(app.ready['child']);
    expect(isAlive(child)).toBe(true);
    await app.kill('SIGKILL');
    await eventually(() => expect(isAlive(child)).toBe(false));
  });
});

/** An app that starts another one in the way `spawnApp` does, and says which. */
function parentOf(child: string): string {
  const preload = join(__dirname, '../stop-with-parent.cjs');
  return `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-r', ${JSON.stringify(preload)}, ${JSON.stringify(child)}], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'], detached: true });
    child.stdout.once('data', () => console.log(JSON.stringify({ ready: true, child: child.pid })));
    ${STAY}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
