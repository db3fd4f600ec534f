import { Pool } from 'pg';

import {
  migrateBatching,
  PostgresBatchStore,
  type PostgresBatchStoreOptions,
} from '../src/postgres/index.ts';

let schemas = 0;

/** A migrated schema of this spec, on the test database, and how to be rid of it. */
export async function testSchema(max = 8) {
  const schema = `spec_${process.pid}_${schemas++}`;
  const pool = new Pool({
    connectionString: process.env['TEST_DATABASE_URL'],
    max,
    options: '-c synchronous_commit=off',
  });
  await migrateBatching(pool, { schema });
  return {
    schema,
    pool,
    store: (more: Partial<PostgresBatchStoreOptions> = {}) =>
      new PostgresBatchStore({ pool, schema, ...more }),
    rows: async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
      (await pool.query(text.replaceAll('$s', schema), values)).rows as Row[],
    async close() {
      await pool.query(`drop schema ${schema} cascade`);
      await pool.end();
    },
  };
}

export type TestSchema = Awaited<ReturnType<typeof testSchema>>;
