import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { migrateBatching } from '@audience-sync/batching-scheduler/postgres';
import { type Role } from '@audience-sync/domain';
import {
  ApiKeysRepository,
  createDataSource,
  Database,
  migrate,
  WorkspacesRepository,
} from '@audience-sync/persistence';
import {
  createRedisPrefix,
  createTestDatabase,
  SandboxDriver,
  spawnApp,
  type RedisPrefix,
  type RunningApp,
  type TestDatabase,
} from '@audience-sync/test-kit';
import { type DataSource } from 'typeorm';

import { startGateway, type RunningGateway } from '../../src/boot/gateway.ts';
import { Client } from './client.ts';
import { gatewayEnvOf, gatewayVariables, type GatewayServices } from './gateway-env.ts';

const APPS = join(__dirname, '../../..');
const SANDBOX = join(APPS, 'pinterest-sandbox/dist/main.js');
const WORKER = join(APPS, 'worker/dist/main.js');

interface Parts {
  readonly testDatabase: TestDatabase;
  readonly dataSource: DataSource;
  readonly redis: RedisPrefix;
  readonly sandboxApp: RunningApp;
}

/** Real Postgres (a database of its own), real Redis (a prefix of its own), the sandbox as a process, gateways in here. */
export class GatewayStage {
  private readonly gateways: RunningGateway[] = [];
  private readonly workers: RunningApp[] = [];
  readonly sandbox: SandboxDriver;
  readonly database: Database;

  private constructor(private readonly parts: Parts) {
    this.sandbox = new SandboxDriver(parts.sandboxApp.ready.url ?? '');
    this.database = new Database(parts.dataSource);
  }

  static async open(sandboxEnv: Readonly<Record<string, string>> = {}): Promise<GatewayStage> {
    const testDatabase = await createTestDatabase({
      template: { name: 'gateway', version: schemaVersion(), migrate: migrateAll },
    });
    const dataSource = createDataSource(testDatabase.url, { poolSize: 4 });
    await dataSource.initialize();
    const sandboxApp = await spawnApp({
      name: 'sandbox',
      script: SANDBOX,
      env: { PORT: '0', ...sandboxEnv },
    });
    return new GatewayStage({ testDatabase, dataSource, redis: createRedisPrefix(), sandboxApp });
  }

  get services(): GatewayServices {
    const { testDatabase, redis, sandboxApp } = this.parts;
    return {
      databaseUrl: testDatabase.url,
      redisUrl: redis.url,
      redisPrefix: redis.prefix,
      sandboxUrl: sandboxApp.ready.url ?? '',
    };
  }

  /** One more gateway on the same services. */
  async gateway(env: Readonly<Record<string, string>> = {}): Promise<RunningGateway> {
    const gateway = await startGateway(gatewayEnvOf(this.services, env));
    this.gateways.push(gateway);
    return gateway;
  }

  /** A worker process in a hurry, for what only it does: listing, changing and creating audiences, delivering users. */
  async worker(env: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
    const hurry = {
      SYNC_FLUSH_INTERVAL_MS: '100',
      SYNC_SWEEP_INTERVAL_MS: '200',
      SYNC_BACKOFF_MIN_MS: '100',
    };
    const worker = await spawnApp({
      name: 'worker',
      script: WORKER,
      env: { ...gatewayVariables(this.services), LOG_LEVEL: 'warn', ...hurry, ...env },
    });
    this.workers.push(worker);
    return worker;
  }

  /** A client of a workspace, of a new one when none is given. */
  async client(
    { url }: { readonly url: string },
    role: Role = 'ADMIN',
    workspaceId?: string,
  ): Promise<WorkspaceClient> {
    const id = workspaceId ?? (await new WorkspacesRepository(this.database).create('Test')).id;
    const made = await new ApiKeysRepository(this.database).create(id, { name: role, role });
    return Object.assign(new Client(url, made.secret), { workspaceId: id, keyId: made.apiKey.id });
  }

  /** The rows of a query. */
  rows<R extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<R[]> {
    return this.database.rows<R>(sql, values);
  }

  /** As a flush does, for our part of the shared server. */
  forgetRedis(): Promise<void> {
    return this.parts.redis.clear();
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    for (const { shutdown } of this.gateways) for (const { run } of shutdown) await run();
    await this.parts.sandboxApp.stop();
    await this.parts.redis.clear();
    await this.parts.dataSource.destroy();
    await this.parts.testDatabase.drop();
  }
}

export type WorkspaceClient = Client & { readonly workspaceId: string; readonly keyId: string };

async function migrateAll(url: string): Promise<void> {
  await migrate(url);
  const dataSource = createDataSource(url, { poolSize: 1 });
  await dataSource.initialize();
  await migrateBatching(new Database(dataSource).pool);
  await dataSource.destroy();
}

/** A new migration makes a new template. */
function schemaVersion(): string {
  const libs = join(__dirname, '../../../../libs');
  const hash = createHash('sha256');
  for (const folder of ['persistence/src/migrations', 'batching-scheduler/src/postgres/migrations'])
    for (const file of readdirSync(join(libs, folder)).sort())
      hash.update(readFileSync(join(libs, folder, file)));
  return hash.digest('hex').slice(0, 12);
}
