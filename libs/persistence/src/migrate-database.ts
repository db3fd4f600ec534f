import { migrateBatching } from '@audience-sync/batching-scheduler/postgres';
import { Client } from 'pg';
import { createDataSource } from './data-source.ts';

/** One number for everybody who migrates this database. */
const MIGRATE_LOCK = 72_616;

/** Where the batching scheduler keeps its tables. */
export const BATCHING_SCHEMA = 'batching';

/**
 * Brings a database up to date: our tables and the batching scheduler's. Any number of processes may call it at once;
 * one works, the others wait and find everything done.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'audience-sync-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATE_LOCK]);
    await migrateTables(databaseUrl);
    await migrateBatching(client, { schema: BATCHING_SCHEMA });
  } finally {
    await client.end(); // and with it goes the lock
  }
}

async function migrateTables(databaseUrl: string): Promise<void> {
  const dataSource = createDataSource(databaseUrl, { poolSize: 1 });
  await dataSource.initialize();
  try {
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await dataSource.destroy();
  }
}
