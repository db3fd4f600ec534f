import { type LedgerPort } from '@audience-sync/batching-scheduler';
import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { type Database, type StepMetricsRepository, type Tx } from '@audience-sync/persistence';

import { DeliveryStore } from './delivery-store.ts';

/** The scheduler's tables in our own database. */
export class PostgresDeliveryStore extends DeliveryStore {
  private readonly store: PostgresBatchStore;

  constructor(database: Database, metrics: StepMetricsRepository) {
    super();
    const ledger: LedgerPort<Tx> = { record: (movements, tx) => metrics.applyMovements(tx, movements) };
    this.store = new PostgresBatchStore({ pool: database.pool, ledger });
  }

  findItem(...args: Parameters<DeliveryStore['findItem']>): ReturnType<DeliveryStore['findItem']> {
    return this.store.findItem(...args);
  }

  listErrored(...args: Parameters<DeliveryStore['listErrored']>): ReturnType<DeliveryStore['listErrored']> {
    return this.store.listErrored(...args);
  }

  explainWaiting(audienceId: string): ReturnType<DeliveryStore['explainWaiting']> {
    return this.store.explainWaiting(audienceId);
  }

  hold(...args: Parameters<DeliveryStore['hold']>): ReturnType<DeliveryStore['hold']> {
    return this.store.hold(...args);
  }

  redrive(...args: Parameters<DeliveryStore['redrive']>): ReturnType<DeliveryStore['redrive']> {
    return this.store.redrive(...args);
  }

  eraseItem(...args: Parameters<DeliveryStore['eraseItem']>): ReturnType<DeliveryStore['eraseItem']> {
    return this.store.eraseItem(...args);
  }

  eraseSources(stepIds: readonly string[]): ReturnType<DeliveryStore['eraseSources']> {
    return this.store.eraseSources(stepIds);
  }
}
