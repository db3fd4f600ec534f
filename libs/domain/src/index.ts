export { type AdAccount, AUDIENCE_ROLES, mayWriteAudiences } from './ad-account.ts';
export {
  type Alert,
  ALERT_CHANNEL_KINDS,
  ALERT_EVENTS,
  ALERT_KINDS,
  ALERT_SUBJECTS,
  type AlertChannelKind,
  type AlertCondition,
  type AlertEvent,
  type AlertKind,
  alertMessage,
  type AlertSettings,
  type AlertSubject,
  DEFAULT_ALERT_SETTINGS,
} from './alert.ts';
export { ANSWER_CLASSES, type AnswerClass, answerClassOf, type AttemptAnswer } from './answer-class.ts';
export {
  type ApiKey,
  hashApiKeySecret,
  isApiKeySecret,
  newApiKeySecret,
  type Role,
  ROLES,
} from './api-key.ts';
export {
  type ActalikeRule,
  type Audience,
  AUDIENCE_CHANGE_KINDS,
  AUDIENCE_KINDS,
  AUDIENCE_ORIGINS,
  AUDIENCE_STATUSES,
  type AudienceChange,
  type AudienceChangeKind,
  type AudienceKind,
  type AudienceOrigin,
  type AudienceStatus,
} from './audience.ts';
export {
  ACTALIKE_COUNTRIES,
  type AudienceReach,
  type AudienceReachState,
  AUDIENCE_REACH_STATES,
  MAX_ACTALIKE_PERCENTAGE,
  MIN_MATCHED_USERS,
  reachOf,
  SIZE_DELAY_HOURS,
} from './audience-reach.ts';
export { type AuditEvent } from './audit-event.ts';
export {
  type Breakdown,
  completeBreakdown,
  type DetailedMetrics,
  PENDING_CAUSES,
  type PendingCause,
  pendingCauseOf,
  type PendingCount,
  type ReasonCount,
  sumBreakdowns,
} from './breakdown.ts';
export { type Canvas, CANVAS_STATUSES, type CanvasStatus, type CanvasWithSteps } from './canvas.ts';
export { type Chain, stepsReachedFrom } from './chain.ts';
export {
  type Connection,
  CONNECTION_STATUSES,
  type ConnectionStatus,
  type ConnectionTokens,
  isUsable,
  missingScopes,
  REQUIRED_SCOPES,
} from './connection.ts';
export {
  EXPIRY_WARNING_DAYS,
  type ExpiryWarning,
  expiryWarning,
  type ExpiryWarningDays,
  grantEndsAt,
} from './grant-expiry.ts';
export { HOLD_REASONS, type HoldReason } from './hold-reasons.ts';
export { type DryRunReport, type FieldReport, type NotSyncedCount } from './dry-run.ts';
export { type IdPrefix, isId, newId } from './ids.ts';
export { latencyBucketOf, type LatencyCounts, latencyOf, latencyPercentile } from './latency.ts';
export { isQueueName } from './queue-name.ts';
export {
  checkLaunch,
  checkStep,
  LAUNCH_PROBLEM_CODES,
  type LaunchContext,
  type LaunchProblem,
  type LaunchProblemCode,
  launchProblemWords,
} from './launch.ts';
export {
  checkReach,
  LAUNCH_WARNING_CODES,
  type LaunchWarning,
  type LaunchWarningCode,
  type ReachContext,
} from './launch-warnings.ts';
export { MAX_NAME_LENGTH, type NameProblem, parseName } from './name.ts';
export {
  NOT_SYNCED_REASONS,
  type NotSyncedReason,
  notSyncedReasonCode,
  notSyncedReasonOf,
} from './not-synced-reason.ts';
export { explainPending } from './pending-explanation.ts';
export {
  adAccountProblems,
  checkAdAccount,
  PREFLIGHT_PROBLEM_CODES,
  type PreflightProblemCode,
} from './preflight.ts';
export { type StepCounts, type StepMetrics, sumCounts } from './step-metrics.ts';
export {
  type AudienceSyncStep,
  type ExternalStep,
  isSyncStep,
  MATCH_FIELDS,
  type MatchField,
  type Operation,
  OPERATIONS,
  type Step,
  STEP_KINDS,
  type StepKind,
} from './step.ts';
export { type Workspace } from './workspace.ts';
export { sealAfterMs } from './flush.ts';
export {
  categoryWindow,
  quotaOf,
  shownQuota,
  type AccessTier,
  type Quota,
  type QuotaCategory,
  type QuotaSettings,
  type QuotaWindow,
  type ShownQuota,
} from './pinterest-quota.ts';
