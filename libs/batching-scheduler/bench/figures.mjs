// Measures what the Postgres store does a second, on the built package: appends alone, and whole cycles (append, claim, begin, settle).
//   DATABASE_URL=postgres://... node bench/figures.mjs [--items 1000000]
// It works in a schema of its own and drops it. Ends with 1 when the target is missed.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import { BatchDispatcher, InProcessWake, LaneIntake } from '@audience-sync/batching-scheduler';
import { migrateBatching, PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import pg from 'pg';

const { values } = parseArgs({ options: { items: { type: 'string', default: '1000000' } } });
const TOTAL = Number(values.items);
const APPENDS_A_SECOND = 300_000;
const schema = 'batching_bench';
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 12 });

/** Packed items as a gateway makes them: an id and one key each. */
function items(count, from) {
  return {
    count,
    ids: Array.from({ length: count }, (_, i) => `user-${String(from + i).padStart(9, '0')}`),
    keyCounts: new Uint8Array(count).fill(1),
    keyTags: new Uint8Array(count),
    keys: randomBytes(32 * count),
    data: null,
  };
}

async function freshStore() {
  await pool.query(`drop schema if exists ${schema} cascade`);
  await migrateBatching(pool, { schema });
  return new PostgresBatchStore({ pool, schema, options: OPTIONS });
}

const OPTIONS = { maxInFlightPerFlow: 14, maxInFlightPerGroup: 7, flushIntervalMs: 500 };
const perSecond = (count, startedMs) => Math.round((count / (performance.now() - startedMs)) * 1_000);

async function appendAll(append, size, writers, total) {
  const packs = Array.from({ length: 8 }, (_, i) => items(size, i * size));
  let left = Math.ceil(total / size);
  const write = async (writer) => {
    while (left-- > 0)
      await append([
        {
          flowId: `flow-${writer}`,
          groupId: `group-${writer}`,
          operation: 'ADD',
          sourceId: 's',
          items: packs[left & 7],
        },
      ]);
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
}

async function appends(size, writers) {
  const store = await freshStore();
  const total = Math.min(TOTAL, size * 2_000);
  const startedMs = performance.now();
  await appendAll((requests) => store.append(requests), size, writers, total);
  return perSecond(total, startedMs);
}

/** Until the last item is synced, the other side answering at once. */
async function cycles(size, writers) {
  const store = await freshStore();
  const wake = new InProcessWake({ onError: (error) => console.error(error) });
  let synced = 0;
  let finish;
  const finished = new Promise((resolve) => (finish = resolve));
  const onSettled = ({ movements }) => {
    for (const { count } of movements) synced += count;
    if (synced >= TOTAL) finish();
  };
  const transport = { send: async () => ({ kind: 'accepted' }) };
  const dispatcher = new BatchDispatcher({ store, transport, wake, options: OPTIONS, onSettled });
  wake.start(dispatcher);
  const intake = new LaneIntake({ store, wake });
  const startedMs = performance.now();
  await appendAll(async (requests) => intake.wake(await intake.append(requests)), size, writers, TOTAL);
  await finished;
  wake.stop();
  await dispatcher.drain();
  return perSecond(synced, startedMs);
}

let best = 0;
for (const [size, writers] of [
  [100, 4],
  [1_900, 4],
  [5_000, 1],
  [10_000, 4],
]) {
  const rate = await appends(size, writers);
  best = Math.max(best, rate);
  console.log(`append ${size} items a call, ${writers} writers: ${rate.toLocaleString('en')} items/s`);
}
const rate = await cycles(5_000, 4);
console.log(
  `whole cycle, 5,000 items a call, 4 writers: ${rate.toLocaleString('en')} items/s, ${Math.round(rate / 1_900)} batches/s`,
);
await pool.query(`drop schema ${schema} cascade`);
await pool.end();
if (best < APPENDS_A_SECOND) process.exitCode = 1;
