import { type BatchStore } from '@audience-sync/batching-scheduler';
import { Database, type Tx } from '@audience-sync/persistence';
import { type Provider } from '@nestjs/common';
import { BATCH_STORE } from '../injection-tokens.ts';
import { StaleHolds } from './stale-holds.ts';
import { MaintenanceHandlers } from './maintenance.handlers.ts';
import { SweepHandlers } from './sweep.handlers.ts';

export const sweepProviders: Provider[] = [
  SweepHandlers,
  MaintenanceHandlers,
  {
    provide: StaleHolds,
    inject: [Database, BATCH_STORE],
    useFactory: (database: Database, batches: BatchStore<Tx>) => new StaleHolds(database, batches),
  },
];
