import { type AppLogger } from '@audience-sync/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const RETRY_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

/** Resolves once Postgres takes connections, however long that takes: until then the process is up and not ready. */
export async function postgresReached(databaseUrl: string, logger: AppLogger): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const failure = await tryToConnect(databaseUrl);
    if (failure === null) return;
    if (tries === 1) logger.warn('Postgres is away; this process starts when it is there', { err: failure });
    await sleep(RETRY_MS);
  }
}

async function tryToConnect(databaseUrl: string): Promise<unknown> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined); // a connection that breaks later is none of ours
  try {
    await client.connect();
    return null;
  } catch (error) {
    return error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
