// Real: processes that parse their environment, announce themselves and are told to stop. Nothing is mocked.
import { execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const PLATFORM = JSON.stringify(join(__dirname, '../dist/index.js'));
const ZOD = JSON.stringify(require.resolve('zod'));

const BOOT = `
  const { parseEnv, databaseEnv, port, createLogger, announceReady, installGracefulShutdown } = require(${PLATFORM});
  const { z } = require(${ZOD});
  const env = parseEnv(z.object({ ...databaseEnv, PORT: port(3000) }));
  const logger = createLogger({ service: 'test' });
  const open = setInterval(() => undefined, 1000);
  installGracefulShutdown({ logger, steps: [{ name: 'close', run: () => { clearInterval(open); logger.log('closed') } }] });
  announceReady('http://127.0.0.1:' + env.PORT, { pid: process.pid });
`;

it('says every mistake of its configuration on standard error and ends with code 1', async () => {
  const env = { PATH: process.env.PATH, DATABASE_URL: 'mysql://db', PORT: 'many' };
  const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
    (resolve) =>
      execFile(process.execPath, ['-e', BOOT], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code, stdout, stderr }),
      ),
  );
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'The configuration has 2 mistake(s):\n' +
      '  DATABASE_URL: must be a URL that begins with postgres:// or postgresql://\n' +
      '  PORT: must be a whole number from 0 to 65535\n',
  );
});

it('announces itself in one line, and ends with code 0 when it is told to', async () => {
  const env = { PATH: process.env.PATH, DATABASE_URL: 'postgres://db' };
  const child = spawn(process.execPath, ['-e', BOOT], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === 1) child.kill('SIGTERM');
  }
  expect(JSON.parse(lines[0] ?? '')).toEqual({ ready: true, url: 'http://127.0.0.1:3000', pid: child.pid });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ level: 'info', service: 'test', msg: 'closed' });
  expect(await exit).toEqual({ code: 0, signal: null });
});
