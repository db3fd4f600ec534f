import { type AttemptOutcome, type LeasedBatch, type LedgerPort } from '@audience-sync/batching-scheduler';
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { type Database, StepMetricsRepository, type Tx } from '@audience-sync/persistence';

import { type Journey } from './journey.ts';

/** Does what a worker would: ends the window and "sends" what may leave, until nothing may, so much later than now. */
export async function deliver(
  database: Database,
  { audienceId, connectionId }: Journey,
  laterMs: number,
  answer: (batch: LeasedBatch) => AttemptOutcome | Promise<AttemptOutcome>,
): Promise<void> {
  const metrics = new StepMetricsRepository(database);
  const ledger: LedgerPort<Tx> = { record: (moved, tx) => metrics.applyMovements(tx, moved) };
  const store = new PostgresBatchStore({
    pool: database.pool,
    ledger,
    clock: { now: () => Date.now() + laterMs },
    options: { maxItems: 5, backoffMinMs: 60_000 },
  });
  await store.sealWindow(audienceId);
  for (let claimed = await store.claim(connectionId, 9); claimed.length > 0;) {
    for (const batch of claimed) {
      const leased = await store.begin(batch);
      if (leased) await store.settle(batch, await answer(leased));
    }
    claimed = await store.claim(connectionId, 9);
  }
}
