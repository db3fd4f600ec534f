import { ledgerFaultsAt } from './ledger-at.ts';
import { LEDGER_CHECKS } from './ledger-checks.ts';

// `npm run check:ledger`: proves on a live database that no user is lost or counted twice.

async function main(): Promise<number> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl) throw new Error('DATABASE_URL must name the database to check');
  const faults = await ledgerFaultsAt(databaseUrl);
  for (const { name } of LEDGER_CHECKS) {
    const own = faults.filter(({ check }) => check === name);
    console.log(`${own.length === 0 ? 'ok    ' : 'BROKEN'}  ${name}`);
    for (const { where, detail } of own) console.log(`          ${where}: ${detail}`);
  }
  return faults.length === 0 ? 0 : 1;
}

main().then(
  (code) => void (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
