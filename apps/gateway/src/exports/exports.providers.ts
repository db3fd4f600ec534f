import { PostgresBatchStore } from '@audience-sync/batching-scheduler/postgres';
import { Database } from '@audience-sync/persistence';
import { type Provider } from '@nestjs/common';

import { BATCH_INSPECTOR, ExportsService } from './exports.service.ts';

export const exportsProviders: Provider[] = [
  ExportsService,
  {
    provide: BATCH_INSPECTOR,
    inject: [Database],
    useFactory: ({ pool }: Database) => new PostgresBatchStore({ pool }),
  },
];
