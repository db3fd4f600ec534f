// Real: Postgres and its clock. Mocked: where a case says so, time.
import { Client } from 'pg';

import { type AppendRequest, type LedgerMovement, packItems } from '../src/index.ts';
import {
  maintainBatching,
  migrateBatching,
  type PgQueryable,
  singleConnection,
} from '../src/postgres/index.ts';
import { ManualClock, manyItems, testItems, testKey } from '../src/testing/index.ts';
import { testSchema, type TestSchema } from './support.ts';

const DAY_MS = 86_400_000;

const request = (ids: readonly string[], more: Partial<AppendRequest> = {}): AppendRequest => ({
  flowId: 'f',
  groupId: 'g',
  operation: 'ADD',
  sourceId: 's',
  items: testItems(...ids),
  ...more,
});

describe('PostgresBatchStore', () => {
  let db: TestSchema;
  beforeEach(async () => (db = await testSchema()));
  afterEach(() => db.close());

  test('migrations run once, however many processes start at the same time', async () => {
    await Promise.all(Array.from({ length: 6 }, () => migrateBatching(db.pool, { schema: db.schema })));
    expect(await db.rows('select version from $s.migration')).toEqual([
      { version: 1 },
      { version: 2 },
      { version: 3 },
      { version: 4 },
    ]);
  });

  test('an append is part of the transaction that it is given', async () => {
    const store = db.store();
    const client = await db.pool.connect();
    await client.query('begin');
    await store.append([request(['a'])], client);
    await client.query('rollback');
    expect(await store.listBatches('g')).toEqual([]);
    await client.query('begin');
    await store.append([request(['b'])], client);
    await client.query('commit');
    client.release();
    expect((await store.listBatches('g')).map((batch) => batch.items)).toEqual([1]);
  });

  test('holds and redrives are part of the transaction that they are given', async () => {
    const store = db.store();
    const client = await db.pool.connect();
    await client.query('begin');
    await store.hold({ flowId: 'f' }, 'PAUSED', client);
    await store.redrive({ groupId: 'g' }, client);
    await client.query('rollback');
    client.release();
    expect(await store.resume({ flowId: 'f' })).toEqual([]);
  });

  test('the ledger writes through the same transaction as the batch', async () => {
    await db.rows('create table $s.tally (source text primary key, synced int not null)');
    const record = async (movements: readonly LedgerMovement[], tx: PgQueryable) => {
      for (const { sourceId, count } of movements)
        await tx.query(`insert into ${db.schema}.tally values ($1, $2)`, [sourceId, count]);
      if (movements.some((movement) => movement.sourceId === 'broken')) throw new Error('refused');
    };
    const store = db.store({ options: { maxItems: 1 }, ledger: { record } });
    await store.append([
      request(['a'], { groupId: 'g1' }),
      request(['b'], { groupId: 'g2', sourceId: 'broken' }),
    ]);
    const claimed = await store.claim('f', 10);
    for (const batch of claimed) await store.begin(batch);
    const settled = await Promise.allSettled(
      claimed.map((batch) => store.settle(batch, { kind: 'accepted' })),
    );
    expect(settled.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await db.rows('select * from $s.tally')).toEqual([{ source: 's', synced: 1 }]);
    expect((await store.listBatches('g2'))[0]?.state).toBe('IN_FLIGHT');
  });

  test('a single client serves as a pool: its transactions take turns', async () => {
    const client = new Client({ connectionString: process.env['TEST_DATABASE_URL'] });
    await client.connect();
    const store = db.store({ pool: singleConnection(client) });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.append([request([`i${i}`], { groupId: `g${i % 3}` })])),
    );
    const batches = await Promise.all(['g0', 'g1', 'g2'].map((group) => store.listBatches(group)));
    expect(batches.flat().reduce((sum, batch) => sum + batch.items, 0)).toBe(20);
    await client.end();
  });

  test('a connection that is cut in the middle fails that call alone, and nothing of it is kept', async () => {
    let cut = true;
    const record = async (_: readonly LedgerMovement[], tx: PgQueryable) => {
      if (!cut) return;
      cut = false;
      const { rows } = await tx.query('select pg_backend_pid() as pid');
      await db.pool.query('select pg_terminate_backend($1)', [(rows[0] as { pid: number }).pid]);
      await tx.query('select 1');
    };
    const store = db.store({ options: { maxItems: 1 }, ledger: { record } });
    await store.append([request(['a'])]);
    const [batch] = await store.claim('f', 1);
    if (!batch) throw new Error('nothing claimed');
    await store.begin(batch);
    // What pg says depends on which comes first, the news of the cut or the next statement.
    await expect(store.settle(batch, { kind: 'accepted' })).rejects.toThrow(/terminat|connection error/i);
    expect((await store.listBatches('g'))[0]?.state).toBe('IN_FLIGHT');
    expect((await store.settle(batch, { kind: 'accepted' }))?.state).toBe('SYNCED');
  });

  test('appends that race for the same groups, named in any order, neither deadlock nor lose anything', async () => {
    const store = db.store({ options: { maxItems: 7 } });
    const groups = ['a', 'b', 'c', 'd', 'e'];
    const append = (call: number) =>
      store.append(
        groups
          .map((groupId, i) =>
            request([`${call}-${i}`], { groupId, operation: call % 3 === 0 ? 'REMOVE' : 'ADD' }),
          )
          .sort((x, y) => ((x.groupId.charCodeAt(0) * call) % 5) - ((y.groupId.charCodeAt(0) * call) % 5)),
      );
    await Promise.all(Array.from({ length: 60 }, (_, call) => append(call)));
    const batches = (await Promise.all(groups.map((group) => store.listBatches(group)))).flat();
    expect(batches.reduce((sum, batch) => sum + batch.items, 0)).toBe(300);
    expect(Math.max(...batches.map((batch) => batch.items))).toBeLessThanOrEqual(7);
    const [open] = await db.rows<{ n: number }>(
      `select count(*)::int as n from $s.batch where state = 'OPEN' and not is_full`,
    );
    expect(open?.n).toBeLessThanOrEqual(10);
  });

  test('the clock is the database’s own', async () => {
    const { opened } = await db.store().append([request(['a'])]);
    const [now] = await db.rows<{ ms: number }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms',
    );
    const aheadMs = (opened[0]?.sealAtMs ?? 0) - (now?.ms ?? 0);
    expect(aheadMs).toBeLessThanOrEqual(5_000);
    expect(aheadMs).toBeGreaterThan(0);
  });

  test('nobody is given up whose hold is lifted while others are', async () => {
    const clock = new ManualClock();
    const person = db.store({ clock });
    const store = db.store({
      clock,
      options: { maxItems: 1 },
      ledger: { record: async () => void (await person.resume({ flowId: 'f' })) },
    });
    await store.append([request(['a'], { groupId: 'g1' }), request(['b'], { groupId: 'g2' })]);
    await store.hold({ flowId: 'f' }, 'PAUSED');
    clock.advance(DAY_MS);
    await store.sweep(10);
    const states = [...(await store.listBatches('g1')), ...(await store.listBatches('g2'))];
    expect(states.map(({ state }) => state).sort()).toEqual(['ERRORED', 'READY']);
  });

  test('once synced, nothing is left of what was written but the ids', async () => {
    const clock = new ManualClock();
    const store = db.store({ clock, options: { maxItems: 2 } });
    const items = packItems([{ id: 'a', keys: [testKey('x')], tags: [1], data: 'secret' }, { id: 'b' }]);
    await store.append([request([], { items })]);
    const [batch] = await store.claim('f', 1);
    if (!batch) throw new Error('nothing claimed');
    await store.begin(batch);
    await store.settle(batch, { kind: 'accepted' });
    const chunks = await db.rows('select ids, keys, key_counts, key_tags, data from $s.chunk');
    expect(chunks).toEqual([{ ids: ['a', 'b'], keys: null, key_counts: null, key_tags: null, data: null }]);
  });

  test('what is synced without a request forgets its keys as well', async () => {
    const clock = new ManualClock();
    const store = db.store({ clock });
    await store.append([request(['a:x', 'b:x'])]);
    await store.append([request(['c:x'], { operation: 'REMOVE' })]);
    clock.advance(5_000);
    await store.sealWindow('g');
    const chunks = await db.rows(
      `select c.ids, c.keys is null as forgotten from $s.chunk c order by c.chunk_no`,
    );
    expect(chunks).toEqual([
      { ids: ['a', 'b'], forgotten: true },
      { ids: ['c'], forgotten: false },
    ]);
  });

  test('errored batches keep their keys for the redrive window and no longer', async () => {
    const store = db.store({ options: { maxItems: 1 } });
    await store.append([request(['a'])]);
    const [batch] = await store.claim('f', 1);
    if (!batch) throw new Error('nothing claimed');
    await store.begin(batch);
    await store.settle(batch, { kind: 'refused', reason: 'BAD' });
    const maintain = () => maintainBatching(db.pool, { schema: db.schema });
    expect((await maintain()).batchesPurged).toBe(0);
    await db.rows(`update $s.batch set settled_at = now() - interval '8 days'`);
    expect((await maintain()).batchesPurged).toBe(1);
    expect(await db.rows('select keys from $s.chunk')).toEqual([{ keys: null }]);
    expect((await store.redrive({ groupId: 'g' })).movements).toEqual([]);
  });

  test('items lie in a partition of their day, and old days are dropped when nothing of them is left to send', async () => {
    const [today] = await db.rows<{ name: string }>(
      `select 'chunk_' || to_char(now() at time zone 'utc', 'YYYYMMDD') as name`,
    );
    await db.store().append([request(['a'])]);
    const [chunk] = await db.rows<{ name: string }>('select tableoid::regclass::text as name from $s.chunk');
    expect(chunk?.name).toBe(`${db.schema}.${today?.name}`);
    const drop = () => maintainBatching(db.pool, { schema: db.schema, keepItemsMs: -3 * DAY_MS });
    const kept = await drop();
    expect(kept.partitionsDropped).toBe(2); // the next two days; today still has something to send
    await db.rows(`update $s.batch set state = 'SYNCED', window_no = 1, origin_no = 1, sealed_at = now()`);
    expect((await drop()).partitionsDropped).toBeGreaterThan(0);
    expect(await db.rows('select * from $s.chunk')).toEqual([]);
    expect(await db.rows('select * from $s.batch')).toEqual([]);
    expect(await db.rows('select source_id, state, items::int from $s.dropped_items')).toEqual([
      { source_id: 's', state: 'SYNCED', items: 1 },
    ]);
  });

  test('a day keeps what may be brought back; what was split goes as a whole, with its last day', async () => {
    const store = db.store({ options: { maxItems: 2 } });
    await store.append([request(['a', 'b'])]);
    const send = async () => {
      for (const batch of await store.claim('f', 9)) {
        const leased = await store.begin(batch);
        const isBad = leased?.items.ids.includes('a') ?? false;
        await store.settle(batch, isBad ? { kind: 'refused', reason: 'BAD' } : { kind: 'accepted' });
      }
    };
    await send();
    await send();
    const drop = () =>
      maintainBatching(db.pool, { schema: db.schema, keepItemsMs: -3 * DAY_MS, daysAhead: 0 });
    await drop();
    expect(await db.rows('select state from $s.batch order by state')).toEqual(
      ['ERRORED', 'SPLIT', 'SYNCED'].map((state) => ({ state })),
    );
    await db.rows(`update $s.batch set settled_at = now() - interval '8 days'`);
    expect(await drop()).toMatchObject({ batchesPurged: 1, partitionsDropped: 1 });
    expect(await db.rows('select * from $s.batch')).toEqual([]);
    expect(await db.rows('select state, items::int from $s.dropped_items order by state')).toEqual([
      { state: 'ERRORED', items: 1 },
      { state: 'SYNCED', items: 1 },
    ]);
  });

  test('a day that is being read is dropped by the next pass', async () => {
    await db.store().append([request(['a'])]);
    await db.rows(`update $s.batch set state = 'SYNCED', window_no = 1, origin_no = 1, sealed_at = now()`);
    const reader = await db.pool.connect();
    await reader.query('begin');
    await reader.query(`select from ${db.schema}.chunk`);
    await db.rows(`alter function $s.drop_chunk_day(date) set lock_timeout = '50ms'`);
    const drop = () =>
      maintainBatching(db.pool, { schema: db.schema, keepItemsMs: -1 * DAY_MS, daysAhead: 0 });
    expect((await drop()).partitionsDropped).toBe(0);
    await reader.query('rollback');
    reader.release();
    expect((await drop()).partitionsDropped).toBe(1);
  });

  test('one item can be traced through splits to each of its tries', async () => {
    const clock = new ManualClock();
    const store = db.store({ clock, options: { maxItems: 4 } });
    await store.append([request([], { items: manyItems('a', 4) })]);
    const enteredAtMs = clock.now();
    for (let round = 0; round < 3; round++) {
      clock.advance(1_000);
      for (const batch of await store.claim('f', 9)) {
        const leased = await store.begin(batch);
        const outcome = leased?.items.ids.includes('a2') ? { kind: 'refused' as const, reason: 'BAD', report: { status: 400 + round } } : { kind: 'accepted' as const }; // prettier-ignore
        await store.settle(batch, outcome);
      }
    }
    const [trace, ...more] = await store.findItem(['s'], 'a2');
    expect(more).toEqual([]);
    expect([trace?.batch.state, trace?.batch.items, trace?.enteredAtMs]).toEqual(['ERRORED', 1, enteredAtMs]);
    expect(trace?.attempts.map((attempt) => attempt.report?.status)).toEqual([400, 401, 402]);
    expect(await store.findItem(['other'], 'a2')).toEqual([]);
    await db.rows('update $s.chunk set id_filter = null'); // as an older process writes it
    expect(await store.findItem(['other', 's'], 'a2')).toHaveLength(1);
  });

  test('an erased item leaves no trace but the count', async () => {
    const clock = new ManualClock();
    const recorded: LedgerMovement[] = [];
    const ledger = {
      record: (movements: readonly LedgerMovement[]) => Promise.resolve(void recorded.push(...movements)),
    };
    const store = db.store({ clock, ledger });
    await store.append([request(['a', 'b'])]);
    await store.append([request(['a'], { groupId: 'h' })]);
    clock.advance(5_000);
    await store.sealWindow('h');
    expect(await store.eraseItem('a', ['s'])).toEqual({ erased: 2, busy: 0 });
    expect(recorded).toEqual([{ sourceId: 's', from: 'pending', to: 'synced', count: 1 }]);
    expect(await store.findItem(['s'], 'a')).toEqual([]);
    await store.sealWindow('g');
    const [batch] = await store.claim('f', 9);
    const leased = batch && (await store.begin(batch));
    expect([leased?.items.ids, [...(leased?.items.keyCounts ?? [])]]).toEqual([
      ['(erased)', 'b'],
      [0, 1],
    ]);
    expect(await store.eraseItem('b', ['s'])).toEqual({ erased: 0, busy: 1 });
  });

  test('all items of a source are erased, those of others stay, and the counts as well', async () => {
    const store = db.store({ options: { maxItems: 1 } });
    const ids = Array.from({ length: 120 }, (_, i) => `a${i}`);
    await store.append([request(ids), request(['b'], { sourceId: 'other' })]);
    expect(await store.eraseSources(['s'])).toEqual({ erased: 120, busy: 0 });
    expect(await store.eraseSources(['s'])).toEqual({ erased: 0, busy: 0 });
    const left = await db.rows(`select ids, sum(item_count)::int as n from $s.chunk group by 1 order by 1`);
    expect(left).toEqual([
      { ids: ['(erased)'], n: 120 },
      { ids: ['b'], n: 1 },
    ]);
    expect(await store.claim('f', 9)).toHaveLength(1);
  });

  test('a claim finds its way by indexes through a deep backlog', async () => {
    await db.rows(`insert into $s.flow (id) values ('f')`);
    await db.rows(
      `insert into $s.ordering_group (id, flow_id) select 'g' || i, 'f' from generate_series(1, 100) i`,
    );
    await db.rows(`insert into $s.batch (id, flow_id, group_id, operation, state, window_no, origin_no, items, live, bytes, created_at, sealed_at)
      select gen_random_uuid(), 'f', 'g' || (i % 100 + 1), 'ADD', 'READY', i, i, 1, 1, 1, now(), now() from generate_series(1, 5000) i`);
    await db.rows('analyze $s.batch, $s.ordering_group');
    const plans: string[] = [];
    const client = await db.pool.connect();
    const explaining = {
      query: async (text: string, values?: unknown[]) => {
        if (text.includes('with recursive places'))
          plans.push(JSON.stringify((await client.query(`explain ${text}`, values)).rows));
        return client.query(text, values);
      },
    };
    const store = db.store({ pool: singleConnection(explaining) });
    expect(await store.claim('f', 14)).toHaveLength(14);
    client.release();
    expect(plans).toHaveLength(1);
    expect(plans[0]).not.toMatch(/Seq Scan on batch/);
  });
});
