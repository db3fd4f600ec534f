// Real: the built process. Mocked: nothing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const MAIN = join(__dirname, '../dist/main.js');

type Run = { child: ChildProcess; ended: Promise<number | null>; stdout: () => string; stderr: () => string };

function run(environment: Record<string, string>): Run {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...environment } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, stdout: () => stdout, stderr: () => stderr };
}

async function ready(process: Run): Promise<Record<string, string>> {
  await once(process.child.stdout ?? process.child, 'data');
  return JSON.parse(process.stdout()) as Record<string, string>;
}

describe('the process', () => {
  const started: Run[] = [];
  const start = (environment: Record<string, string>): Run => {
    const process = run(environment);
    started.push(process);
    return process;
  };
  afterEach(async () => {
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.all(started.splice(0).map(({ ended }) => ended));
  });

  it('prints one line when it is ready, serves, and stops on SIGTERM', async () => {
    const process = start({ PORT: '0' });
    const line = await ready(process);
    expect(line).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string,
      apiUrl: `${line['url']}/v5`,
      oauthUrl: `${line['url']}/oauth/`,
    });
    const welcome = await fetch(`${line['url']}/`);
    expect(await welcome.json()).toMatchObject({ apiUrl: line['apiUrl'] });
    process.child.kill('SIGTERM');
    expect(await process.ended).toBe(0);
    expect(process.stdout().trim().split('\n')).toHaveLength(1);
    expect(process.stderr()).toBe('');
  });

  it('says that its port is taken and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const port = String((other.address() as { port: number }).port);
    const process = start({ PORT: port });
    expect(await process.ended).toBe(1);
    expect(process.stderr()).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect(process.stdout()).toBe('');
    other.close();
  });

  it('names every mistake of its configuration at once and ends with 1', async () => {
    const process = start({ PORT: 'x', SANDBOX_ACCESS_TIER: 'gold' });
    expect(await process.ended).toBe(1);
    expect(process.stderr()).toContain('PORT must be');
    expect(process.stderr()).toContain('SANDBOX_ACCESS_TIER must be one of standard, trial');
  });
});
