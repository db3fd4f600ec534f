import { Client } from 'pg';
import { findLedgerFaults, type LedgerFault } from './ledger-checks.ts';

/** Everything that is wrong in the ledger of a live database, on one snapshot. */
export async function ledgerFaultsAt(databaseUrl: string): Promise<readonly LedgerFault[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await findLedgerFaults(client);
  } finally {
    await client.end();
  }
}
