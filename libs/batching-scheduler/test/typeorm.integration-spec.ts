// Real: Postgres, TypeORM and its transactions. Nothing is mocked.
import { type Pool } from 'pg';
import { DataSource } from 'typeorm';

import { LaneIntake, type LedgerMovement } from '../src/index.ts';
import { type PgPoolClient, type PgQueryable, PostgresBatchStore } from '../src/postgres/index.ts';
import { testItems } from '../src/testing/index.ts';
import { testSchema, type TestSchema } from './support.ts';

const none = (): Promise<void> => Promise.resolve();
const WAKE = { sealWindow: none, dispatch: none, attempt: none };

describe('beside TypeORM', () => {
  let db: TestSchema;
  let dataSource: DataSource;
  let store: PostgresBatchStore;

  /** Adds up what moved, in the transaction that moves it. */
  async function record(movements: readonly LedgerMovement[], tx: PgQueryable): Promise<void> {
    for (const { count, to } of movements)
      await tx.query(`update ${db.schema}.tally set n = n + $1 where outcome = $2`, [count, to]);
  }

  beforeEach(async () => {
    db = await testSchema();
    await db.rows('create table $s.entered (id text primary key)');
    await db.rows("create table $s.tally as select 'synced' as outcome, 0 as n");
    dataSource = new DataSource({ type: 'postgres', url: process.env['TEST_DATABASE_URL'] ?? '' });
    await dataSource.initialize();
    const { master } = dataSource.driver as unknown as { master: Pool };
    store = new PostgresBatchStore({
      pool: master,
      schema: db.schema,
      options: { maxItems: 1 },
      ledger: { record },
    });
  });
  afterEach(async () => {
    await dataSource.destroy();
    await db.close();
  });

  async function enter(id: string, fail = false): Promise<void> {
    const intake = new LaneIntake<PgQueryable>({ store, wake: WAKE });
    await dataSource.transaction(async (manager) => {
      await manager.query(`insert into ${db.schema}.entered values ($1)`, [id]);
      const client = (await manager.queryRunner?.connect()) as PgPoolClient;
      const lane = { flowId: 'f', groupId: 'g', operation: 'ADD', sourceId: 's' } as const;
      await intake.append([{ ...lane, items: testItems(id) }], client);
      if (fail) throw new Error('changed my mind');
    });
  }

  test('an append commits and rolls back with the rows of its transaction', async () => {
    await expect(enter('a', true)).rejects.toThrow('changed my mind');
    expect(await store.listBatches('g')).toEqual([]);
    await enter('b');
    expect((await store.listBatches('g')).map(({ state, items }) => [state, items])).toEqual([['READY', 1]]);
    expect(await db.rows('select id from $s.entered')).toEqual([{ id: 'b' }]);
  });

  test('the pool below the data source serves the whole cycle, and a ledger of its own', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => enter(id)));
    for (const batch of await store.claim('f', 10)) {
      await store.begin(batch);
      await store.settle(batch, { kind: 'accepted' });
    }
    expect(await db.rows('select n from $s.tally')).toEqual([{ n: 3 }]);
  });
});
