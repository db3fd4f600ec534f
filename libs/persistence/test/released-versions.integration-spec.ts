// Real: Postgres, and the tables as each released version made them (`released/`), with data, while statements of that version go
// on. A release adds a file here, and never changes one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { createTestDatabase, type TestDatabase } from '@audience-sync/test-kit';
import { Pool } from 'pg';
import { createDataSource, migrate } from '../src/index.ts';

const RELEASED = join(__dirname, 'released');
const VERSIONS = readdirSync(RELEASED).map((file) => file.replace(/\.sql$/, ''));

const PLACES = `
  INSERT INTO workspace (id, name) VALUES ('wks', 'Brand');
  INSERT INTO connection (id, workspace_id, pinterest_user_id, username, status, scopes)
    VALUES ('con', 'wks', '42', 'brand', 'ACTIVE', '{ads:write}');
  INSERT INTO ad_account (id, connection_id, workspace_id, pinterest_ad_account_id, name, permissions, seen_at)
    VALUES ('act', 'con', 'wks', '7', 'Shop', '{OWNER}', now());
  INSERT INTO audience (id, workspace_id, connection_id, ad_account_id, name, status, origin)
    VALUES ('aud', 'wks', 'con', 'act', 'VIPs', 'READY', 'CREATED');
  INSERT INTO canvas (id, workspace_id, name, status) VALUES ('can', 'wks', 'Welcome', 'ACTIVE');
  INSERT INTO step (id, canvas_id, workspace_id, position, kind, name, connection_id, ad_account_id, audience_id, operation, match_fields)
    VALUES ('stp', 'can', 'wks', 0, 'AUDIENCE_SYNC', 'Add', 'con', 'act', 'aud', 'ADD', '{EMAIL}');
  INSERT INTO step_metrics (step_id, workspace_id) VALUES ('stp', 'wks');
  INSERT INTO batching.flow (id) VALUES ('con');
  INSERT INTO batching.ordering_group (id, flow_id) VALUES ('aud', 'con')`;

/** What a process of 0.1.0 says when a user enters, is claimed, sent and settled; word for word but for the values. */
const OLD_PROCESS = [
  `INSERT INTO batching.batch (id, flow_id, group_id, operation, state, window_no, origin_no, items, live, bytes, is_full, created_at, sealed_at)
     VALUES ($1, 'con', 'aud', 'ADD', 'READY', $2, $2, 1, 1, 65, true, now(), now())`,
  `INSERT INTO batching.chunk (batch_id, created_at, source_id, item_count, ids, key_counts, key_tags, keys, data)
     SELECT $1, created_at, 'stp', 1, ARRAY['user-' || $2::bigint], '\\x01', '\\x00', sha256('a'), NULL FROM batching.batch WHERE id = $1`,
  `UPDATE step_metrics SET entered = entered + 1, proceeded = proceeded + 1, pending = pending + 1, exited = exited + 1
     WHERE step_id = 'stp' AND $1::uuid IS NOT NULL AND $2::bigint > 0`,
  `UPDATE batching.batch SET state = 'IN_FLIGHT', attempt = attempt + 1, lease_until = now() + interval '1 minute'
     WHERE id = $1 AND $2::bigint > 0`,
  `SELECT ids, batch_id, chunk_no, source_id, item_count, key_counts, key_tags, keys, data FROM batching.chunk
     WHERE batch_id = $1 AND $2::bigint > 0 ORDER BY chunk_no`,
  `UPDATE batching.chunk SET keys = NULL, key_counts = NULL, key_tags = NULL, data = NULL WHERE batch_id = $1 AND $2::bigint > 0`,
  `INSERT INTO batching.attempt (batch_id, attempt, started_at, ended_at, outcome) SELECT $1, 1, now(), now(), 'accepted' WHERE $2::bigint > 0`,
  `UPDATE batching.batch SET state = 'SYNCED', live = 0, settled_at = now(), lease_until = NULL WHERE id = $1 AND $2::bigint > 0`,
  `UPDATE step_metrics SET pending = pending - 1, synced = synced + 1 WHERE step_id = 'stp' AND $1::uuid IS NOT NULL AND $2::bigint > 0`,
];

const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

describe.each(VERSIONS)('a database of version %s', (version) => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new Pool({ connectionString: database.url, max: 4 });
    await pool.query(readFileSync(join(RELEASED, `${version}.sql`), 'utf8'));
    await pool.query(PLACES);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('comes up to date with its data, while processes of that version work on', async () => {
    let users = 0;
    const work = async (): Promise<void> => {
      const user = ++users;
      const client = await pool.connect();
      try {
        for (const statement of OLD_PROCESS) await client.query(statement, [idOf(user), user]);
      } finally {
        client.release();
      }
    };
    for (let user = 0; user < 20; user++) await work();
    let migrated = false;
    const migrating = migrate(database.url).finally(() => (migrated = true));
    const working = (async () => {
      for (let after = 0; after < 20; after += migrated ? 1 : 0) await work();
    })();
    await Promise.all([migrating, working]);

    const dataSource = await createDataSource(database.url, { poolSize: 1 }).initialize();
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    await dataSource.destroy();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    const { rows } = await pool.query<object>(
      'SELECT entered::int, synced::int, pending::int FROM step_metrics',
    );
    expect(rows[0]).toEqual({ entered: users, synced: users, pending: 0 });
    const store = new PostgresBatchStore({ pool });
    const [first] = await store.findItem(['stp'], 'user-1');
    expect(first).toMatchObject({ batch: { state: 'SYNCED' }, attempts: [{ outcome: 'accepted' }] });
    expect(await store.findItem(['stp'], `user-${users}`)).toHaveLength(1);
  });
});
