import { setTimeout as sleep } from 'node:timers/promises';

import { type AppLogger } from '@audience-sync/platform';
import { Client } from 'pg';

const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Resolves when Postgres takes connections, however long that takes; says once in the log that it is waited for. */
export async function postgresReached(databaseUrl: string, logger: AppLogger): Promise<void> {
  let said = false;
  for (;;) {
    const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    // A connection may also break while it is being closed.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return;
    } catch (err) {
      if (!said) logger.warn('Postgres cannot be reached; the gateway waits for it', { err });
      said = true;
      await sleep(RETRY_MS);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
