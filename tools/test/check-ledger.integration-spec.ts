// Real: Postgres, our migrations, the scheduler's store. A sound ledger is damaged in every way that a check is there for.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type LedgerPort, packItems } from '@audience-sync/batching-scheduler';
import { maintainBatching, PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import {
  createDataSource,
  Database,
  migrate,
  StepMetricsRepository,
  type Tx,
} from '@audience-sync/persistence';
import { createTestDatabase, type TestDatabase } from '@audience-sync/test-kit';
import { Client } from 'pg';
import { ledgerFaultsAt } from '../src/check-ledger/ledger-at.ts';

const DAY_MS = 86_400_000;
const PLACES = `INSERT INTO workspace (id, name) VALUES ('wks', 'Brand');
  INSERT INTO canvas (id, workspace_id, name, status) VALUES ('can', 'wks', 'Welcome', 'ACTIVE');
  INSERT INTO step (id, canvas_id, workspace_id, position, kind, name, operation, match_fields)
    VALUES ('stp', 'can', 'wks', 0, 'AUDIENCE_SYNC', 'Add', 'ADD', '{EMAIL}');
  INSERT INTO step_metrics (step_id, workspace_id) VALUES ('stp', 'wks');
  INSERT INTO audit_event (id, workspace_id, actor, action, subject_type, subject_id)
    VALUES ('evt', 'wks', 'key', 'canvas.launched', 'canvas', 'can');
  INSERT INTO not_synced_chunk (step_id, external_ids, reasons) VALUES ('stp', '{nobody}', '\\x00')`;

const keyOf = (id: string): Buffer => createHash('sha256').update(id).digest();
const itemsOf = (ids: readonly string[]) => packItems(ids.map((id) => ({ id, keys: [keyOf(id)] })));

/** Four users synced, one refused, two pending, one who is not synced. */
async function soundLedger(url: string): Promise<void> {
  await migrate(url);
  const dataSource = await createDataSource(url, { poolSize: 2 }).initialize();
  const database = new Database(dataSource);
  await database.rows(PLACES);
  const metrics = new StepMetricsRepository(database);
  const ledger: LedgerPort<Tx> = { record: (moved, tx) => metrics.applyMovements(tx, moved) };
  const store = new PostgresBatchStore({ pool: database.pool, ledger, options: { maxItems: 5 } });
  const enter = (ids: readonly string[]) =>
    database.transaction(async (tx) => {
      const place = { flowId: 'con', groupId: 'aud', operation: 'ADD', sourceId: 'stp' } as const;
      await store.append([{ ...place, items: itemsOf(ids) }], tx);
      await metrics.addEntered(tx, [{ stepId: 'stp', entered: ids.length, notSynced: 0, exits: true }]);
    });
  await database.transaction((tx) =>
    metrics.addEntered(tx, [{ stepId: 'stp', entered: 1, notSynced: 1, exits: true }]),
  );
  await enter(['a', 'b', 'c', 'd', 'bad']);
  for (let round = 0; round < 4; round++)
    for (const batch of await store.claim('con', 9)) {
      const leased = await store.begin(batch);
      const isBad = leased?.items.ids.includes('bad') ?? false;
      await store.settle(batch, isBad ? { kind: 'refused', reason: 'BAD_RECORDS' } : { kind: 'accepted' });
    }
  await enter(['e', 'f']);
  await dataSource.destroy();
}

let database: TestDatabase;
beforeEach(async () => {
  const version = createHash('sha256').update(readFileSync(__filename)).digest('hex').slice(0, 12);
  database = await createTestDatabase({ template: { name: 'ledger', version, migrate: soundLedger } });
});
afterEach(() => database.drop());

async function query(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const SYNCED = `(SELECT id FROM batching.batch WHERE state = 'SYNCED' ORDER BY id LIMIT 1)`;
const UNCHECKED = 'ALTER TABLE step_metrics DROP CONSTRAINT step_metrics_sum_check';

test('a sound ledger has no fault', async () => {
  expect(await ledgerFaultsAt(database.url)).toEqual([]);
});

test.each<[string, string, readonly string[]]>([
  ['a user counted twice', 'entered = synced', [UNCHECKED, 'UPDATE step_metrics SET synced = synced + 1']],
  ['a user who moved on alone', 'proceeded = entered', ['UPDATE step_metrics SET proceeded = proceeded + 1']],
  ['a user of a last step who did not leave', 'proceeded = entered', ['UPDATE step_metrics SET exited = 0']],
  [
    'a pending user counted as synced',
    'recount',
    ['UPDATE step_metrics SET synced = synced + 1, pending = pending - 1'],
  ],
  ['a chunk that was lost', 'recount', [`DELETE FROM batching.chunk WHERE batch_id = ${SYNCED}`]],
  ['a step whose counters were lost', 'recount', ['DELETE FROM step_metrics']],
  [
    'a chunk without a batch',
    'every chunk belongs',
    ['UPDATE batching.chunk SET batch_id = gen_random_uuid()'],
  ],
  [
    'a batch with too many users',
    'a batch holds as many',
    [`UPDATE batching.batch SET items = items + 1 WHERE id = ${SYNCED}`],
  ],
  [
    'a chunk that names too few',
    'a batch holds as many',
    [`UPDATE batching.chunk SET ids = ids[2:] WHERE batch_id = ${SYNCED}`],
  ],
  [
    'a child that was lost',
    'a split batch gave all',
    [`UPDATE batching.batch SET parent_id = NULL WHERE id = ${SYNCED}`],
  ],
  [
    'an outcome counted twice',
    'counted once',
    [
      `INSERT INTO batching.attempt (batch_id, attempt, started_at, ended_at, outcome)
        VALUES (${SYNCED}, 77, now(), now(), 'accepted')`,
    ],
  ],
  [
    'an accepted batch that is to be sent again',
    'counted once',
    [`UPDATE batching.batch SET state = 'READY', settled_at = NULL WHERE id = ${SYNCED}`],
  ],
  [
    'a settled batch without its time',
    'what is settled',
    [`UPDATE batching.batch SET settled_at = NULL WHERE id = ${SYNCED}`],
  ],
  [
    'users given up too early',
    'nobody is errored before',
    [
      `UPDATE batching.batch SET reason = 'TRANSIENT', deadline = settled_at + interval '1 hour' WHERE state = 'ERRORED'`,
    ],
  ],
])('%s is found, and where', async (_, check, damage) => {
  await query(...damage);
  const faults = await ledgerFaultsAt(database.url);
  const found = faults.filter((fault) => fault.check.includes(check));
  expect(found).not.toEqual([]);
  for (const { where, detail } of found) expect([where.length > 2, detail.length > 5]).toEqual([true, true]);
});

test('what was dropped with its day is no fault, and still counted', async () => {
  await query(`UPDATE batching.batch SET settled_at = now() - interval '30 days' WHERE state = 'ERRORED'`);
  await query(`UPDATE batching.batch SET state = 'SYNCED', live = 0, settled_at = now(), sealed_at = now(), window_no = 9,
      origin_no = 9 WHERE state = 'OPEN'`);
  await query('UPDATE step_metrics SET synced = synced + pending, pending = 0');
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { partitionsDropped } = await maintainBatching(client, { keepItemsMs: -2 * DAY_MS, daysAhead: 0 });
  await client.end();
  expect(partitionsDropped).toBeGreaterThan(0);
  expect(await ledgerFaultsAt(database.url)).toEqual([]);
  await query(`UPDATE batching.dropped_items SET items = items - 1 WHERE state = 'SYNCED'`);
  expect(await ledgerFaultsAt(database.url)).toMatchObject([{ where: 'stp' }]);
});
