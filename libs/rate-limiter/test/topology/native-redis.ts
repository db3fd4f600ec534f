import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { Redis } from 'ioredis';

import { HOST } from './topology.ts';

/** `redis-server` or `valkey-server`, when one is on the PATH. */
export function nativeRedis(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = ['redis-server', 'valkey-server'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  return candidates.find((file) => existsSync(file));
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A Redis process of a test, with a folder of its own. */
export class NativeServer {
  private readonly folder = mkdtempSync(join(tmpdir(), 'redis-of-a-test-'));
  private readonly child: ChildProcess;

  /** `lines`: its configuration, which a Sentinel writes to. */
  constructor(
    program: string,
    readonly port: number,
    lines: readonly string[],
    ...flags: readonly string[]
  ) {
    const config = join(this.folder, 'redis.conf');
    const own = [`port ${port}`, `bind ${HOST}`, `dir ${this.folder}`, ...lines];
    writeFileSync(config, `${own.join('\n')}\n`);
    this.child = spawn(program, [config, ...flags], { stdio: 'ignore' });
  }

  /** Resolves once it answers. */
  async ready(): Promise<void> {
    const client = new Redis({
      host: HOST,
      port: this.port,
      maxRetriesPerRequest: null,
      retryStrategy: () => 50,
    });
    client.on('error', () => undefined);
    await client.ping();
    client.disconnect();
  }

  /** One command on a connection of its own. */
  async call(name: string, ...args: readonly (string | number)[]): Promise<unknown> {
    const client = new Redis({ host: HOST, port: this.port, maxRetriesPerRequest: 1 });
    client.on('error', () => undefined);
    try {
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Repeats a question until it is answered with yes. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 50));
}
