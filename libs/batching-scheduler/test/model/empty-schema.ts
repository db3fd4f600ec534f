import { type Pool } from 'pg';

/** Faster than truncating: the tables of a test hold little. */
export async function emptySchema(pool: Pool, schema: string): Promise<void> {
  const tables = ['chunk', 'attempt', 'batch', 'group_turn', 'ordering_group', 'flow'];
  await pool.query(tables.map((table) => `delete from ${schema}.${table}`).join(';'));
}
