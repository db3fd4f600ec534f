import { type EncryptionKey } from '@audience-sync/platform';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { dataSourceOptions } from './data-source.ts';
import { Database } from './database.ts';
import { ActivityRepository } from './repositories/activity.repository.ts';
import { AdAccountsRepository } from './repositories/ad-accounts.repository.ts';
import { AlertChannelsRepository } from './repositories/alert-channels.repository.ts';
import { AlertDeliveriesRepository } from './repositories/alert-deliveries.repository.ts';
import { AlertsRepository } from './repositories/alerts.repository.ts';
import { ApiKeysRepository } from './repositories/api-keys.repository.ts';
import { AudienceChangesRepository } from './repositories/audience-changes.repository.ts';
import { AudienceLinksRepository } from './repositories/audience-links.repository.ts';
import { AudienceListingsRepository } from './repositories/audience-listings.repository.ts';
import { AudienceNamesRepository } from './repositories/audience-names.repository.ts';
import { AudiencesRepository } from './repositories/audiences.repository.ts';
import { AuditEventsRepository } from './repositories/audit-events.repository.ts';
import { CanvasesRepository } from './repositories/canvases.repository.ts';
import { ConnectionTokensRepository } from './repositories/connection-tokens.repository.ts';
import { ConnectionsRepository } from './repositories/connections.repository.ts';
import { ErroredUsersRepository } from './repositories/errored-users.repository.ts';
import { ErasureRepository } from './repositories/erasure.repository.ts';
import { DryRunsRepository } from './repositories/dry-runs.repository.ts';
import { HandoffsRepository } from './repositories/handoffs.repository.ts';
import { IdempotencyRepository } from './repositories/idempotency.repository.ts';
import { NotSyncedRepository } from './repositories/not-synced.repository.ts';
import { OauthStatesRepository } from './repositories/oauth-states.repository.ts';
import { RollupsRepository } from './repositories/rollups.repository.ts';
import { SeriesRepository } from './repositories/series.repository.ts';
import { StepDetailsRepository } from './repositories/step-details.repository.ts';
import { StepMetricsRepository } from './repositories/step-metrics.repository.ts';
import { WorkspacesRepository } from './repositories/workspaces.repository.ts';
import { TokenCipher } from './token-cipher.ts';

export interface PersistenceModuleOptions {
  readonly databaseUrl: string;
  /** Connections of this process at most. Default 10. */
  readonly poolSize?: number;
  /** What tokens are encrypted with; the first one encrypts. */
  readonly tokenKeys: readonly EncryptionKey[];
}

const REPOSITORIES = [
  ActivityRepository,
  AdAccountsRepository,
  AlertChannelsRepository,
  AlertDeliveriesRepository,
  AlertsRepository,
  ApiKeysRepository,
  AudienceChangesRepository,
  AudienceLinksRepository,
  AudienceListingsRepository,
  AudienceNamesRepository,
  AudiencesRepository,
  AuditEventsRepository,
  CanvasesRepository,
  ConnectionTokensRepository,
  ConnectionsRepository,
  ErasureRepository,
  ErroredUsersRepository,
  DryRunsRepository,
  HandoffsRepository,
  IdempotencyRepository,
  NotSyncedRepository,
  OauthStatesRepository,
  RollupsRepository,
  SeriesRepository,
  StepDetailsRepository,
  StepMetricsRepository,
  WorkspacesRepository,
];

/** The {@link Database} and every repository. Needs the PlatformModule. */
@Module({})
export class PersistenceModule {
  static forRoot({ databaseUrl, poolSize, tokenKeys }: PersistenceModuleOptions): DynamicModule {
    const options = dataSourceOptions(databaseUrl, poolSize === undefined ? {} : { poolSize });
    return {
      module: PersistenceModule,
      global: true,
      imports: [TypeOrmModule.forRoot(options)],
      providers: [{ provide: TokenCipher, useValue: new TokenCipher(tokenKeys) }, Database, ...REPOSITORIES],
      exports: [Database, TokenCipher, ...REPOSITORIES],
    };
  }
}
