// Real: Postgres. Mocked: time, chance and the other side. SEED=n replays a failing run, RUNS=n makes it longer.
import { Pool } from 'pg';

import { migrateBatching, PostgresBatchStore } from '../src/postgres/index.ts';
import { checkStore } from './model/check-store.ts';
import { emptySchema } from './model/empty-schema.ts';

const { TEST_DATABASE_URL, SEED, RUNS = '40' } = process.env;
const schema = `model_${process.pid}`;
const pool = new Pool({ connectionString: TEST_DATABASE_URL, max: 4, options: '-c synchronous_commit=off' });

beforeAll(() => migrateBatching(pool, { schema }));

test(
  'any history of steps keeps every promise',
  () =>
    checkStore(
      async (parts) => {
        await emptySchema(pool, schema);
        return new PostgresBatchStore({ pool, schema, ...parts });
      },
      { runs: Number(RUNS), ...(SEED ? { seed: Number(SEED) } : {}) },
    ),
  3_600_000,
);

afterAll(async () => {
  await pool.query(`drop schema ${schema} cascade`);
  await pool.end();
});
