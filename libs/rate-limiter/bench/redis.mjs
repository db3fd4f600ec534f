// A Redis for the benchmark: REDIS_URL, else a server from the PATH, else Valkey as WebAssembly in a process of its own.
import { execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

import { Redis } from 'ioredis';

const here = (file) => fileURLToPath(new URL(file, import.meta.url));

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

function onPath() {
  for (const name of ['redis-server', 'valkey-server'])
    try {
      execFileSync(name, ['--version'], { stdio: 'pipe' });
      return name;
    } catch {
      // not installed: the next one
    }
  return undefined;
}

function launch(port) {
  const name = onPath();
  if (!name) return fork(here('valkey.mjs'), [String(port)], { execArgv: ['--no-warnings'] });
  return spawn(name, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
}

/** Answers the address, what answers there, and how to end it. */
export async function startRedis() {
  const given = process.env.REDIS_URL;
  const port = given ? 0 : await freePort();
  const child = given ? undefined : launch(port);
  const url = given ?? `redis://127.0.0.1:${port}`;
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  const info = await redis.info('server');
  const version = /valkey_version:(\S+)/.exec(info)?.[1];
  const name = version ? `Valkey ${version}` : `Redis ${/redis_version:(\S+)/.exec(info)?.[1]}`;
  redis.disconnect();
  return {
    url,
    name: `${name}${child && !onPath() ? ' (WebAssembly)' : ''}`,
    stop: () => child?.kill('SIGKILL'),
  };
}
