export { type ConnectionPoolOptions, createDataSource } from './data-source.ts';
export { Database, type Tx } from './database.ts';
export { BATCHING_SCHEMA, migrate } from './migrate-database.ts';
export { type Page, type Slice } from './page.ts';
export { PersistenceModule, type PersistenceModuleOptions } from './persistence.module.ts';
export {
  ActivityRepository,
  type LaneActivity,
  type Load,
  type RecentAnswers,
} from './repositories/activity.repository.ts';
export { AdAccountsRepository, type ListedAdAccount } from './repositories/ad-accounts.repository.ts';
export {
  type AlertChannel,
  AlertChannelsRepository,
  type AlertTarget,
} from './repositories/alert-channels.repository.ts';
export { AlertDeliveriesRepository, type AlertDelivery } from './repositories/alert-deliveries.repository.ts';
export { type AlertChange, AlertsRepository } from './repositories/alerts.repository.ts';
export { ApiKeysRepository, type NewApiKey } from './repositories/api-keys.repository.ts';
export { AudienceChangesRepository } from './repositories/audience-changes.repository.ts';
export {
  AudienceListingsRepository,
  type AudienceListing,
  type FoundAudience,
  type ListedChoice,
  type MissingAudience,
} from './repositories/audience-listings.repository.ts';
export { AudienceLinksRepository, type CreatorLease } from './repositories/audience-links.repository.ts';
export {
  type AudienceEdit,
  type AudienceDelivery,
  type AudienceFilter,
  AudiencesRepository,
  type ExistingAudience,
  type NewAudience,
} from './repositories/audiences.repository.ts';
export {
  type AuditFilter,
  AuditEventsRepository,
  type NewAuditEvent,
} from './repositories/audit-events.repository.ts';
export { AudienceNamesRepository, type NameHolder } from './repositories/audience-names.repository.ts';
export {
  type CanvasFilter,
  CanvasesRepository,
  type SaveResult,
  type UsedBy,
} from './repositories/canvases.repository.ts';
export {
  ConnectionTokensRepository,
  type Grant,
  type NewTokens,
  type RefreshTurn,
  type StoredTokens,
} from './repositories/connection-tokens.repository.ts';
export { DryRunsRepository, type StoredDryRun } from './repositories/dry-runs.repository.ts';
export { type ConnectionFault, ConnectionsRepository } from './repositories/connections.repository.ts';
export {
  type ErroredUsersView,
  ErroredUsersRepository,
  type RecentErroredUser,
} from './repositories/errored-users.repository.ts';
export { type EndedAccess, type Erased, ErasureRepository } from './repositories/erasure.repository.ts';
export {
  type Handoff,
  HandoffsRepository,
  type NewHandoff,
  type QueuedHandoff,
} from './repositories/handoffs.repository.ts';
export {
  type IdempotencyAnswer,
  IdempotencyRepository,
  type IdempotentRequest,
} from './repositories/idempotency.repository.ts';
export {
  type NotSyncedChunk,
  type NotSyncedEntry,
  NotSyncedRepository,
  type NotSyncedUsers,
  type StepNotSyncedCount,
} from './repositories/not-synced.repository.ts';
export { type OauthState, OauthStatesRepository } from './repositories/oauth-states.repository.ts';
export { RollupsRepository } from './repositories/rollups.repository.ts';
export {
  type AnswerPoint,
  type Flows,
  type SeriesPoint,
  type SeriesRange,
  SeriesRepository,
} from './repositories/series.repository.ts';
export { type SeriesInterval } from './repositories/series.sql.ts';
export { StepDetailsRepository } from './repositories/step-details.repository.ts';
export {
  type EnteredUsers,
  type MetricsMovement,
  StepMetricsRepository,
} from './repositories/step-metrics.repository.ts';
export { WorkspacesRepository } from './repositories/workspaces.repository.ts';
export { type Sealed, TokenCipher } from './token-cipher.ts';
export { postgresReached } from './postgres-reached.ts';
