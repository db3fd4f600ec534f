import { sealAfterMs } from '@audience-sync/domain';
import { PostgresBatchStore, type PgQueryable } from '@audience-sync/batching-scheduler/postgres';
import { type Database } from '@audience-sync/persistence';
import { type LedgerMovement } from '@audience-sync/batching-scheduler';

import { type GatewayEnv } from '../env.ts';
import { DeferredLedger } from './deferred-ledger.ts';
import { SchedulerStore } from './scheduler-store.ts';

/** The scheduler's tables in our own database. What the worker must know of the options, it is told by the same settings. */
export class PostgresSchedulerStore extends SchedulerStore {
  private readonly ledger = new DeferredLedger<PgQueryable>();
  private readonly store: PostgresBatchStore;

  constructor(database: Database, env: GatewayEnv) {
    super();
    this.store = new PostgresBatchStore({
      pool: database.pool,
      ledger: this.ledger,
      options: {
        flushIntervalMs: sealAfterMs(env.SYNC_FLUSH_INTERVAL_MS),
        maxItems: env.SYNC_MAX_USERS_PER_REQUEST,
        retryWindowMs: env.SYNC_RETRY_WINDOW_MS,
      },
    });
  }

  append(...args: Parameters<SchedulerStore['append']>): ReturnType<SchedulerStore['append']> {
    return this.store.append(...args);
  }

  hold(...args: Parameters<SchedulerStore['hold']>): ReturnType<SchedulerStore['hold']> {
    return this.store.hold(...args);
  }

  resume(...args: Parameters<SchedulerStore['resume']>): ReturnType<SchedulerStore['resume']> {
    return this.store.resume(...args);
  }

  movementsOf(tx: PgQueryable): readonly LedgerMovement[] {
    return this.ledger.take(tx);
  }
}
