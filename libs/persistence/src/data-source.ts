import { type Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { AdAccountEntity } from './entities/ad-account.entity.ts';
import { AlertChannelEntity } from './entities/alert-channel.entity.ts';
import { AlertDeliveryEntity } from './entities/alert-delivery.entity.ts';
import { AlertEntity } from './entities/alert.entity.ts';
import { AlertSettingsEntity } from './entities/alert-settings.entity.ts';
import { ApiKeyEntity } from './entities/api-key.entity.ts';
import { AttemptRollupEntity } from './entities/attempt-rollup.entity.ts';
import { AudienceEntity } from './entities/audience.entity.ts';
import { AudienceListingEntity } from './entities/audience-listing.entity.ts';
import { AuditEventEntity } from './entities/audit-event.entity.ts';
import { CanvasEntity } from './entities/canvas.entity.ts';
import { ConnectionEntity } from './entities/connection.entity.ts';
import { HandoffEntity } from './entities/handoff.entity.ts';
import { IdempotencyRecordEntity } from './entities/idempotency-record.entity.ts';
import { NotSyncedChunkEntity } from './entities/not-synced-chunk.entity.ts';
import { NotSyncedPastEntity } from './entities/not-synced-past.entity.ts';
import { OauthStateEntity } from './entities/oauth-state.entity.ts';
import { PinterestAudienceEntity } from './entities/pinterest-audience.entity.ts';
import { StepDryRunEntity } from './entities/step-dry-run.entity.ts';
import { StepEntity } from './entities/step.entity.ts';
import { StepLatencyEntity } from './entities/step-latency.entity.ts';
import { StepMetricsEntity } from './entities/step-metrics.entity.ts';
import { StepReasonEntity } from './entities/step-reason.entity.ts';
import { StepRollupEntity } from './entities/step-rollup.entity.ts';
import { WorkspaceEntity } from './entities/workspace.entity.ts';
import { InitialSchema1795000000000 } from './migrations/1795000000000-initial-schema.migration.ts';
import { ConnectionCare1795300000000 } from './migrations/1795300000000-connection-care.migration.ts';
import { NotSyncedPast1795500000000 } from './migrations/1795500000000-not-synced-past.migration.ts';
import { AudiencesAndOutbox1795400000000 } from './migrations/1795400000000-audiences-and-outbox.migration.ts';
import { Analytics1795600000000 } from './migrations/1795600000000-analytics.migration.ts';
import { Alerts1795600000001 } from './migrations/1795600000001-alerts.migration.ts';
import { PostgresNames } from './postgres-names.ts';

const ENTITIES = [
  AdAccountEntity,
  AlertChannelEntity,
  AlertDeliveryEntity,
  AlertEntity,
  AlertSettingsEntity,
  ApiKeyEntity,
  AttemptRollupEntity,
  AudienceEntity,
  AudienceListingEntity,
  AuditEventEntity,
  CanvasEntity,
  ConnectionEntity,
  HandoffEntity,
  IdempotencyRecordEntity,
  NotSyncedChunkEntity,
  NotSyncedPastEntity,
  OauthStateEntity,
  PinterestAudienceEntity,
  StepDryRunEntity,
  StepEntity,
  StepLatencyEntity,
  StepMetricsEntity,
  StepReasonEntity,
  StepRollupEntity,
  WorkspaceEntity,
];

/** In the order of their numbers. */
const MIGRATIONS = [
  InitialSchema1795000000000,
  ConnectionCare1795300000000,
  AudiencesAndOutbox1795400000000,
  NotSyncedPast1795500000000,
  Analytics1795600000000,
  Alerts1795600000001,
];

export interface ConnectionPoolOptions {
  /** Connections of this process at most. Default 10. */
  readonly poolSize?: number;
  /** Told when a connection that nobody uses breaks; the pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;

export function dataSourceOptions(
  databaseUrl: string,
  options: ConnectionPoolOptions = {},
): DataSourceOptions {
  return {
    type: 'postgres',
    url: databaseUrl,
    applicationName: 'audience-sync',
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    namingStrategy: new PostgresNames(),
    installExtensions: false,
    poolSize: options.poolSize ?? 10,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    poolErrorHandler: options.onIdleError ?? (() => undefined),
    extra: { onConnect: neverAlone },
    // Parameters of statements hold identifiers and encrypted tokens: they are never logged.
    logging: false,
  };
}

/**
 * A connection that the pool hands out is without a listener until its taker has put one on, and an error without a
 * listener ends the process. So each has one of its own from the start; whoever waits for an answer is told anyway.
 */
function neverAlone(client: Client): void {
  client.on('error', () => undefined);
}

/** Not yet connected: call `initialize()`. */
export function createDataSource(databaseUrl: string, options?: ConnectionPoolOptions): DataSource {
  return new DataSource(dataSourceOptions(databaseUrl, options));
}
