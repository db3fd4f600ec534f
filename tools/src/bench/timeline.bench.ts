import { packItems } from '@audience-sync/batching-scheduler';
import { migrateBatching, PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { Pool } from 'pg';
import { startServices } from '../services/start-services.ts';
import { type Benchmark, percentile } from './benchmark.ts';

const ENTRIES = 10_000_000;
const USERS_PER_CALL = 19_000;
const STEPS = 4;
const LOOK_UPS = 20;
const PATIENCE_MS = 500;
/** Of a line of the plan that is shown. */
const LINE_LENGTH = 150;

/** Users without identifiers are settled as they come, so that nothing but the entries themselves is stored. */
async function fill(store: PostgresBatchStore, entries: number): Promise<void> {
  for (let first = 0, call = 0; first < entries; first += USERS_PER_CALL, call++) {
    const count = Math.min(USERS_PER_CALL, entries - first);
    const items = packItems(Array.from({ length: count }, (_, at) => ({ id: idOf(first + at) })));
    const sourceId = `step-${call % STEPS}`;
    await store.append([{ flowId: 'f', groupId: sourceId, operation: 'ADD', sourceId, items }]);
  }
}

const idOf = (user: number): string => `customer-${(user * 2_654_435_761) % 2 ** 32}-${user}`;

/** The lookup's own statement, as the server saw it, explained. */
async function planOf(pool: Pool, lookUp: (spied: Pool) => Promise<unknown>): Promise<readonly string[]> {
  let asked: { readonly text: string; readonly values: unknown[] } | undefined;
  const connect = async () => {
    const client = await pool.connect();
    const query = (text: string, values: unknown[] = []) => {
      if (text.includes('id_filter')) asked = { text, values };
      return client.query(text, values);
    };
    return { query, release: () => client.release() };
  };
  await lookUp({ connect } as unknown as Pool);
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, costs off, timing off, summary off, buffers off) ${asked?.text ?? ''}`,
    asked?.values,
  );
  return rows.map((row) => row['QUERY PLAN']);
}

export const timelineBenchmark: Benchmark = {
  name: 'timeline',
  how: `One user's timeline among ${ENTRIES.toLocaleString('en-US')} entries of ${STEPS} steps, by external id, over all steps: ${LOOK_UPS} users who are there and as many who are not.
There is no index on users: every chunk has a Bloom filter of a byte a user, and only those that may hold the user are searched.`,
  run: async ({ users = ENTRIES }) => {
    const services = await startServices({ env: {}, durable: false });
    const pool = new Pool({ connectionString: services.postgres.url, max: 4 });
    try {
      await migrateBatching(pool);
      const store = new PostgresBatchStore({ pool });
      await fill(store, users);
      await pool.query('vacuum analyze batching.chunk');
      const steps = Array.from({ length: STEPS }, (_, step) => `step-${step}`);
      const timesMs: number[] = [];
      for (let n = 0; n < 2 * LOOK_UPS; n++) {
        const isThere = n % 2 === 0;
        const user = Math.floor((n / (2 * LOOK_UPS)) * users);
        const startedMs = performance.now();
        const found = await store.findItem(steps, isThere ? idOf(user) : `nobody-${user}`);
        timesMs.push(performance.now() - startedMs);
        if (found.length !== (isThere ? 1 : 0))
          throw new Error(`found ${found.length} entries of user ${user}`);
      }
      const plan = await planOf(pool, (spied) =>
        new PostgresBatchStore({ pool: spied }).findItem(steps, 'nobody'),
      );
      console.log(plan.map((line) => `  ${line.slice(0, LINE_LENGTH)}`).join('\n'));
      return [
        { name: 'median of a lookup', value: percentile(timesMs, 0.5), unit: 'ms' },
        {
          name: 'slowest lookup',
          value: percentile(timesMs, 1),
          unit: 'ms',
          target: { atMost: PATIENCE_MS },
        },
      ];
    } finally {
      await pool.end();
      await services.stop();
    }
  },
};
