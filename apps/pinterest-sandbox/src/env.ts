import { type Environment, EnvironmentReader } from './environment-reader.ts';
import {
  type AccessTier,
  DEFAULT_OPTIONS,
  type Quota,
  type QuotaName,
  type SandboxOptions,
  type UnknownBehaviour,
} from './options.ts';

/**
 * The options of a process, from its environment.
 *
 * @throws Error that names every mistake at once
 */
export function readEnvironment(environment: Environment = process.env): SandboxOptions {
  const read = new EnvironmentReader(environment);
  const options = readOptions(read);
  if (read.mistakes.length > 0)
    throw new Error(['The configuration has mistakes:', ...read.mistakes].join('\n  - '));
  return options;
}

function readOptions(read: EnvironmentReader): SandboxOptions {
  const { unknowns, ...byDefault } = DEFAULT_OPTIONS;
  return {
    port: read.integer('PORT', byDefault.port, 0, 65_535),
    host: read.text('HOST', byDefault.host),
    clientId: read.text('SANDBOX_CLIENT_ID', byDefault.clientId),
    clientSecret: read.text('SANDBOX_CLIENT_SECRET', byDefault.clientSecret),
    redirectUris: read.list('SANDBOX_REDIRECT_URIS'),
    accessTier: read.choice<AccessTier>('SANDBOX_ACCESS_TIER', ['standard', 'trial'], byDefault.accessTier),
    unlimited: read.flag('SANDBOX_UNLIMITED', byDefault.unlimited),
    requestsPerSecond: read.integer('SANDBOX_REQUESTS_PER_SECOND', byDefault.requestsPerSecond, 1, 100_000),
    quotas: readQuotas(read),
    seed: read.integer('SANDBOX_SEED', byDefault.seed, 0),
    skippedIds: read.integer('SANDBOX_SKIPPED_IDS', byDefault.skippedIds, 0),
    latencyMs: read.integer('SANDBOX_LATENCY_MS', byDefault.latencyMs, 0, 600_000),
    latencyJitterMs: read.integer('SANDBOX_LATENCY_JITTER_MS', byDefault.latencyJitterMs, 0, 600_000),
    listProcessingMs: read.integer('SANDBOX_LIST_PROCESSING_MS', byDefault.listProcessingMs, 0),
    listRecheckMs: read.integer('SANDBOX_LIST_RECHECK_MS', byDefault.listRecheckMs, 0),
    audienceInitializingMs: read.integer(
      'SANDBOX_AUDIENCE_INITIALIZING_MS',
      byDefault.audienceInitializingMs,
      0,
    ),
    matchRate: read.share('SANDBOX_MATCH_RATE', byDefault.matchRate),
    presetAudiences: read.integer('SANDBOX_PRESET_AUDIENCES', byDefault.presetAudiences, 0, 100_000),
    accessTokenSeconds: read.integer('SANDBOX_ACCESS_TOKEN_SECONDS', byDefault.accessTokenSeconds, 1),
    refreshTokenSeconds: read.integer('SANDBOX_REFRESH_TOKEN_SECONDS', byDefault.refreshTokenSeconds, 1),
    unknowns: readUnknowns(read, unknowns),
  };
}

function readQuotas(read: EnvironmentReader): Partial<Record<QuotaName, Quota>> {
  const names = ['universal', 'ads_read', 'ads_write', 'org_read', 'org_write'] as const;
  const quotas: Partial<Record<QuotaName, Quota>> = {};
  for (const name of names) {
    const quota = read.quota(`SANDBOX_QUOTA_${name.toUpperCase()}`);
    if (quota) quotas[name] = quota;
  }
  return quotas;
}

function readUnknowns(read: EnvironmentReader, byDefault: UnknownBehaviour): UnknownBehaviour {
  return {
    maxRecordsPerRequest: read.integer('SANDBOX_MAX_RECORDS', byDefault.maxRecordsPerRequest, 0),
    maxBodyBytes: read.integer('SANDBOX_MAX_BODY_BYTES', byDefault.maxBodyBytes, 1_000, 100_000_000),
    allowEmptyCreate: read.flag('SANDBOX_ALLOW_EMPTY_CREATE', byDefault.allowEmptyCreate),
    allowWriteWhileProcessing: read.flag(
      'SANDBOX_ALLOW_WRITE_WHILE_PROCESSING',
      byDefault.allowWriteWhileProcessing,
    ),
    allowMixedKinds: read.flag('SANDBOX_ALLOW_MIXED_KINDS', byDefault.allowMixedKinds),
    allowClearDeviceIds: read.flag('SANDBOX_ALLOW_CLEAR_DEVICE_IDS', byDefault.allowClearDeviceIds),
    uniqueNames: read.flag('SANDBOX_UNIQUE_NAMES', byDefault.uniqueNames),
    audienceRemoveDeletesList: read.flag(
      'SANDBOX_AUDIENCE_REMOVE_DELETES_LIST',
      byDefault.audienceRemoveDeletesList,
    ),
    oldRefreshTokenSurvives: read.flag(
      'SANDBOX_OLD_REFRESH_TOKEN_SURVIVES',
      byDefault.oldRefreshTokenSurvives,
    ),
    requireContinuousRefresh: read.flag(
      'SANDBOX_REQUIRE_CONTINUOUS_REFRESH',
      byDefault.requireContinuousRefresh,
    ),
    revokeAnyToken: read.flag('SANDBOX_REVOKE_ANY_TOKEN', byDefault.revokeAnyToken),
    sendRetryAfter: read.flag('SANDBOX_RETRY_AFTER', byDefault.sendRetryAfter),
    rateHeaders: read.choice('SANDBOX_RATE_HEADERS', ['always', 'refusals', 'never'], byDefault.rateHeaders),
    minMsBetweenWritesToList: read.integer(
      'SANDBOX_MIN_MS_BETWEEN_WRITES_TO_LIST',
      byDefault.minMsBetweenWritesToList,
      0,
    ),
    exceptionsShape: read.choice(
      'SANDBOX_EXCEPTIONS_SHAPE',
      ['absent', 'empty', 'detailed'],
      byDefault.exceptionsShape,
    ),
    deletedListAnswer: read.answer('SANDBOX_DELETED_LIST_ANSWER', byDefault.deletedListAnswer),
    termsAnswer: read.answer('SANDBOX_TERMS_ANSWER', byDefault.termsAnswer),
    roleAnswer: read.answer('SANDBOX_ROLE_ANSWER', byDefault.roleAnswer),
  };
}
