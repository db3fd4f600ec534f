// Real: Postgres and the built command. Nothing is mocked.
import { createTestDatabase, type TestDatabase } from '@audience-sync/test-kit';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { Client } from 'pg';
import { dataSourceOptions } from '../src/data-source.ts';
import { createDataSource, migrate } from '../src/index.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** Every migration of our tables, in order. */
const NAMES = (dataSourceOptions('').migrations as readonly { readonly name: string }[]).map(
  ({ name }) => name,
);

async function query<R extends object>(sql: string): Promise<R[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What TypeORM would change to make the database what the entities say. */
async function drift(): Promise<string[]> {
  const dataSource = await createDataSource(database.url, { poolSize: 1 }).initialize();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  return upQueries.map((change) => change.query);
}

it('leaves the database as the entities say', async () => {
  await migrate(database.url);
  expect(await drift()).toEqual([]);
});

it.each([
  ['ALTER TABLE step_metrics DROP CONSTRAINT step_metrics_sum_check', 'step_metrics_sum_check'],
  ['ALTER TABLE step DROP CONSTRAINT step_canvas_id_position_key', 'step_canvas_id_position_key'],
  [
    'ALTER TABLE audience DROP CONSTRAINT audience_workspace_id_ad_account_id_fkey',
    'audience_workspace_id_ad_account_id_fkey',
  ],
  ['DROP INDEX handoff_step_id_seq_idx', 'handoff_step_id_seq_idx'],
  ['ALTER TABLE connection ALTER COLUMN last_error SET NOT NULL', 'last_error'],
])('would notice %s', async (change, named) => {
  await migrate(database.url);
  await query(change);
  expect((await drift()).join('\n')).toContain(named);
});

it('may be run by several processes at once, and again', async () => {
  await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  await migrate(database.url);
  expect(await query('SELECT name FROM migration ORDER BY id')).toEqual(NAMES.map((name) => ({ name })));
  expect(await query('SELECT version FROM batching.migration ORDER BY 1')).toEqual(
    [1, 2, 3, 4].map((version) => ({ version })),
  );
});

it('waits for another one that is at work', async () => {
  const other = new Client({ connectionString: database.url });
  await other.connect();
  await other.query('SELECT pg_advisory_lock(72616)');
  let done = false;
  const migrating = migrate(database.url).then(() => (done = true));
  for (;;) {
    const waiting = await query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    if (waiting.length > 0) break;
  }
  expect(done).toBe(false);
  await other.end();
  await migrating;
  expect(await query('SELECT count(*)::int AS n FROM step')).toEqual([{ n: 0 }]);
});

it('can be taken back', async () => {
  await migrate(database.url);
  const dataSource = await createDataSource(database.url, { poolSize: 1 }).initialize();
  for (const _ of NAMES) await dataSource.undoLastMigration();
  await dataSource.destroy();
  const left = await query("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
  expect(left).toEqual([{ table_name: 'migration' }]);
});

describe('the command', () => {
  const run = (databaseUrl: string) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
      execFile(
        process.execPath,
        [join(__dirname, '../dist/migrate.js')],
        { env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl } },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
      ),
    );

  it('migrates the database of DATABASE_URL and says so', async () => {
    const { code, stdout } = await run(database.url);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ level: 'info', msg: 'the database is up to date' });
    expect(await drift()).toEqual([]);
  });

  it('ends with code 1 when it cannot, without the password', async () => {
    const { code, stdout } = await run('postgres://app:hunter2@127.0.0.1:1/nowhere');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ level: 'error', err: { code: 'ECONNREFUSED' } });
    expect(stdout).not.toContain('hunter2');
  });

  it('ends with code 1 when it is told nothing', async () => {
    expect(await run('')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The configuration has 1 mistake(s):\n  DATABASE_URL: is missing\n',
    });
  });
});
