import { type Operation } from '@audience-sync/batching-scheduler';
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { newId, type StepCounts } from '@audience-sync/domain';
import {
  ConnectionTokensRepository,
  createDataSource,
  Database,
  migrate,
  StepMetricsRepository,
  TokenCipher,
} from '@audience-sync/persistence';
import {
  createRedisPrefix,
  createTestDatabase,
  type RedisPrefix,
  type RunningApp,
  SandboxDriver,
  spawnApp,
  type TestDatabase,
} from '@audience-sync/test-kit';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DataSource } from 'typeorm';
import { StepLedger } from '../../src/sync/step-ledger.ts';
import { packed } from './people.ts';
import { logInAt } from './sandbox-login.ts';
import { TOKEN_KEY, workerEnvOf } from './worker-env.ts';

const APPS = join(__dirname, '../../..');
export const WORKER_SCRIPT = join(APPS, 'worker/dist/main.js');
export const PINTEREST_USER = '900000000000000001';
export const PINTEREST_AD_ACCOUNT = '549755800001';
export const WORKSPACE_ID = 'wks_test';

/** An audience with a step for each operation. */
export interface StagedAudience {
  readonly audienceId: string;
  readonly name: string;
  readonly steps: Readonly<Record<Operation, string>>;
}

export interface StageOptions {
  readonly sandbox?: Readonly<Record<string, string>>;
}

/** Real Postgres (a database of its own), real Redis (a prefix of its own), the sandbox and workers as processes. */
export class WorkerStage {
  private readonly workers: RunningApp[] = [];
  connectionId = '';
  private adAccountId = '';

  private constructor(
    readonly database: Database,
    readonly store: PostgresBatchStore,
    readonly sandbox: SandboxDriver,
    private readonly parts: {
      readonly testDatabase: TestDatabase;
      readonly dataSource: DataSource;
      readonly redis: RedisPrefix;
      readonly sandboxApp: RunningApp;
    },
  ) {}

  static async open({ sandbox = {} }: StageOptions = {}): Promise<WorkerStage> {
    const testDatabase = await createTestDatabase({
      template: { name: 'worker', version: schemaVersion(), migrate },
    });
    const dataSource = createDataSource(testDatabase.url, { poolSize: 4 });
    await dataSource.initialize();
    const database = new Database(dataSource);
    const ledger = new StepLedger(new StepMetricsRepository(database));
    const store = new PostgresBatchStore({ pool: database.pool, ledger, options: { flushIntervalMs: 100 } });
    const script = join(APPS, 'pinterest-sandbox/dist/main.js');
    const sandboxApp = await spawnApp({ name: 'sandbox', script, env: { PORT: '0', ...sandbox } });
    const parts = { testDatabase, dataSource, redis: createRedisPrefix(), sandboxApp };
    const stage = new WorkerStage(database, store, new SandboxDriver(sandboxApp.ready.url ?? ''), parts);
    await stage.seed();
    return stage;
  }

  get databaseUrl(): string {
    return this.parts.testDatabase.url;
  }

  async worker(env: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
    const { testDatabase, redis } = this.parts;
    const services = { databaseUrl: testDatabase.url, redisUrl: redis.url, redisPrefix: redis.prefix };
    const worker = await spawnApp({
      name: 'worker',
      script: WORKER_SCRIPT,
      env: { ...workerEnvOf({ ...services, sandboxUrl: this.sandboxUrl }), ...env },
    });
    this.workers.push(worker);
    return worker;
  }

  /** Connects, or connects again and lifts the hold, as the gateway does. */
  async connect(): Promise<void> {
    const grant = await logInAt(this.sandboxUrl, PINTEREST_USER);
    const tokens = new ConnectionTokensRepository(this.database, new TokenCipher([TOKEN_KEY]));
    await this.database.transaction(async (tx) => {
      const { connectionId } = await tokens.storeGrant(
        WORKSPACE_ID,
        {
          pinterestUserId: PINTEREST_USER,
          username: 'sandbox-one',
          scopes: grant.scopes,
          tokens: {
            accessToken: grant.accessToken,
            refreshToken: grant.refreshToken ?? null,
            accessExpiresAt: grant.accessTokenExpiresAt,
            refreshExpiresAt: grant.refreshTokenExpiresAt ?? null,
          },
        },
        tx,
      );
      this.connectionId = connectionId;
      await this.store.resume({ flowId: connectionId }, 'INVALID_TOKEN', tx);
    });
  }

  /** A draft with two steps on a canvas of its own. */
  async draftAudience(name: string): Promise<StagedAudience> {
    const [audienceId, canvasId] = [newId('aud'), newId('can')];
    const steps = { ADD: newId('stp'), REMOVE: newId('stp') };
    await this.database.execute(
      `INSERT INTO audience (id, workspace_id, connection_id, ad_account_id, name, status, origin)
       VALUES ($1, $2, $3, $4, $5, 'DRAFT', 'CREATED')`,
      [audienceId, WORKSPACE_ID, this.connectionId, this.adAccountId, name],
    );
    await this.database.execute(
      `INSERT INTO canvas (id, workspace_id, name, status) VALUES ($1, $2, $3, 'ACTIVE')`,
      [canvasId, WORKSPACE_ID, name],
    );
    for (const [position, operation] of (['ADD', 'REMOVE'] as const).entries()) {
      const stepId = steps[operation];
      await this.database.execute(
        `INSERT INTO step (id, canvas_id, workspace_id, position, kind, name, connection_id, ad_account_id,
                           audience_id, operation, match_fields)
         VALUES ($1, $2, $3, $4, 'AUDIENCE_SYNC', $5, $6, $7, $8, $5, '{EMAIL}')`,
        [
          stepId,
          canvasId,
          WORKSPACE_ID,
          position,
          operation,
          this.connectionId,
          this.adAccountId,
          audienceId,
        ],
      );
      await this.database.execute('INSERT INTO step_metrics (step_id, workspace_id) VALUES ($1, $2)', [
        stepId,
        WORKSPACE_ID,
      ]);
    }
    return { audienceId, name, steps };
  }

  /** Enters users as the gateway does. Nobody is woken: the worker's sweep must find them. */
  async enter(audience: StagedAudience, operation: Operation, emails: readonly string[]): Promise<void> {
    const sourceId = audience.steps[operation];
    const request = { flowId: this.connectionId, groupId: audience.audienceId, operation, sourceId };
    const metrics = new StepMetricsRepository(this.database);
    await this.database.transaction(async (tx) => {
      await this.store.append([{ ...request, items: packed(emails) }], tx);
      await metrics.addEntered(tx, [
        { stepId: sourceId, entered: emails.length, notSynced: 0, exits: false },
      ]);
    });
  }

  async counts(stepId: string): Promise<Pick<StepCounts, 'entered' | 'synced' | 'pending' | 'errored'>> {
    const [row] = await this.database.rows<Record<'entered' | 'synced' | 'pending' | 'errored', string>>(
      'SELECT entered, synced, pending, errored FROM step_metrics WHERE step_id = $1',
      [stepId],
    );
    const count = (text: string | undefined) => Number(text ?? Number.NaN);
    return {
      entered: count(row?.entered),
      synced: count(row?.synced),
      pending: count(row?.pending),
      errored: count(row?.errored),
    };
  }

  async one<R extends Record<string, unknown>>(sql: string, values: readonly unknown[] = []): Promise<R> {
    const [row] = await this.database.rows<R>(sql, values);
    if (row === undefined) throw new Error(`no row: ${sql}`);
    return row;
  }

  /** The customer list that the audience is linked to. */
  async listOf({ audienceId }: StagedAudience): Promise<string | null> {
    const { list } = await this.one<{ list: string | null }>(
      'SELECT pinterest_customer_list_id AS list FROM audience WHERE id = $1',
      [audienceId],
    );
    return list;
  }

  /** As if another worker had just made it for the second one. */
  async handOverList(from: StagedAudience, to: StagedAudience): Promise<void> {
    const list = await this.listOf(from);
    await this.database.execute('UPDATE audience SET pinterest_customer_list_id = NULL WHERE id = $1', [
      from.audienceId,
    ]);
    await this.database.execute(
      `UPDATE audience SET pinterest_customer_list_id = $2, pinterest_audience_id = 'any', status = 'READY' WHERE id = $1`,
      [to.audienceId, list],
    );
  }

  /** The members of that list at the sandbox; null while there is none. */
  async membersOf(audience: StagedAudience): Promise<readonly string[] | null> {
    const list = await this.listOf(audience);
    return list === null ? null : this.sandbox.members(list);
  }

  /** A list is named after its audience, with our id of it. */
  async listsNamed(name: string) {
    const { customerLists } = await this.sandbox.state();
    return customerLists.filter((list) => list.name.startsWith(`${name} [aud_`));
  }

  async audiencesNamed(name: string) {
    return (await this.sandbox.state()).audiences.filter((audience) => audience.name === name);
  }

  /** Requests of the Pinterest user that the sandbox has seen in the category of list and audience writes. */
  async writes() {
    const { users } = await this.sandbox.state({ digests: false });
    return users.find(({ id }) => id === PINTEREST_USER)?.requests.ads_write;
  }

  /** Requests that the sandbox refused because of their token, of all kinds. */
  async deadRequests(): Promise<number> {
    const { users } = await this.sandbox.state({ digests: false });
    const tallies = Object.values(users.find(({ id }) => id === PINTEREST_USER)?.requests ?? {});
    return tallies.reduce((sum, { refusedByReason }) => sum + (refusedByReason['authentication'] ?? 0), 0);
  }

  /** Requests that reached the token endpoint. */
  async tokenRequests(): Promise<number> {
    const { app } = await this.sandbox.state({ digests: false });
    return app.requests.org_read?.received ?? 0;
  }

  logs(): string {
    return this.workers.map((worker) => worker.logs()).join('\n');
  }

  /** As a flush does, for our part of the shared server. */
  forgetRedis(): Promise<void> {
    return this.parts.redis.clear();
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.parts.sandboxApp.stop();
    await this.parts.dataSource.destroy();
    await this.parts.testDatabase.drop();
    await this.parts.redis.clear();
  }

  get sandboxUrl(): string {
    return this.parts.sandboxApp.ready.url ?? '';
  }

  private async seed(): Promise<void> {
    await this.database.execute('INSERT INTO workspace (id, name) VALUES ($1, $1)', [WORKSPACE_ID]);
    await this.connect();
    this.adAccountId = newId('act');
    await this.database.execute(
      `INSERT INTO ad_account (id, connection_id, workspace_id, pinterest_ad_account_id, name, permissions, selected,
                               terms_accepted, seen_at)
       VALUES ($1, $2, $3, $4, 'Shop', '{OWNER}', true, true, now())`,
      [this.adAccountId, this.connectionId, WORKSPACE_ID, PINTEREST_AD_ACCOUNT],
    );
  }
}

/** Another template for every other schema. */
function schemaVersion(): string {
  const libs = join(APPS, '../libs');
  const folders = [
    join(libs, 'persistence/src/migrations'),
    join(libs, 'batching-scheduler/src/postgres/migrations'),
  ];
  const hash = createHash('sha256');
  for (const folder of folders)
    for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}
