// The command `node dist/migrate.js`: brings the database of DATABASE_URL up to date and ends with code 0, or 1.
import 'reflect-metadata';
import { createLogger, databaseUrlEnv, parseEnv } from '@audience-sync/platform';
import { migrate } from './migrate-database.ts';

async function main(): Promise<void> {
  const { DATABASE_URL } = parseEnv(databaseUrlEnv);
  const logger = createLogger({ service: 'migrate' });
  try {
    await migrate(DATABASE_URL);
    logger.log('the database is up to date');
  } catch (error) {
    logger.error('the database was not migrated', { err: error });
    process.exitCode = 1;
  }
}

void main();
