// Real: Postgres, in a schema of this spec. Mocked: time.
import { Pool } from 'pg';

import { migrateBatching, PostgresBatchStore } from '../src/postgres/index.ts';
import { batchStoreConformance } from '../src/testing/index.ts';
import { emptySchema } from './model/empty-schema.ts';

const schema = `conformance_${process.pid}`;
const pool = new Pool({
  connectionString: process.env['TEST_DATABASE_URL'],
  max: 12,
  options: '-c synchronous_commit=off',
});

beforeAll(() => migrateBatching(pool, { schema }));

batchStoreConformance('PostgresBatchStore', async (parts) => {
  await emptySchema(pool, schema);
  return new PostgresBatchStore({ pool, schema, ...parts });
});

afterAll(async () => {
  await pool.query(`drop schema ${schema} cascade`);
  await pool.end();
});
