import { Database, StepMetricsRepository } from '@audience-sync/persistence';
import { type Provider } from '@nestjs/common';

import { DeliveryStore } from './delivery-store.ts';
import { DeliveryWaitingService } from './delivery-waiting.service.ts';
import { ErroredUsersService } from './errored-users.service.ts';
import { PostgresDeliveryStore } from './postgres-delivery-store.ts';
import { UserErasureService } from './user-erasure.service.ts';
import { UserTimelineService } from './user-timeline.service.ts';

export const deliveriesProviders: Provider[] = [
  {
    provide: DeliveryStore,
    inject: [Database, StepMetricsRepository],
    useFactory: (database: Database, metrics: StepMetricsRepository) =>
      new PostgresDeliveryStore(database, metrics),
  },
  ErroredUsersService,
  UserTimelineService,
  DeliveryWaitingService,
  UserErasureService,
];
