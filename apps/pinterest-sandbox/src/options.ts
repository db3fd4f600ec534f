/** The quota categories of Pinterest's API that the served operations draw on. */
export const CATEGORIES = ['ads_read', 'ads_write', 'org_read', 'org_write'] as const;
export type Category = (typeof CATEGORIES)[number];
export type QuotaName = Category | 'universal';
export type AccessTier = 'standard' | 'trial';

/** At most `requests` in any `seconds`. */
export type Quota = { requests: number; seconds: number };

/** An HTTP status with the code that its body carries. */
export type RefusalAnswer = { status: number; code: number };

/**
 * What the official description leaves open. Each is a guess until someone sees the real answer,
 * so a client should pass with both settings.
 */
export type UnknownBehaviour = {
  /** Most records in one request; 0 means no limit. */
  maxRecordsPerRequest: number;
  maxBodyBytes: number;
  /** Whether a list may be created with `records: ""`. */
  allowEmptyCreate: boolean;
  /** Whether a list that is still PROCESSING takes records (else 409). */
  allowWriteWhileProcessing: boolean;
  /** Whether a clear e-mail may go into a list of another `list_type`. */
  allowMixedKinds: boolean;
  /** Whether an advertising id may come unhashed. */
  allowClearDeviceIds: boolean;
  uniqueNames: boolean;
  /** Whether removing an audience deletes the customer list that it was made from. */
  audienceRemoveDeletesList: boolean;
  oldRefreshTokenSurvives: boolean;
  /** Whether `continuous_refresh=true` is needed for a refresh token that can be renewed. */
  requireContinuousRefresh: boolean;
  revokeAnyToken: boolean;
  sendRetryAfter: boolean;
  rateHeaders: 'always' | 'refusals' | 'never';
  /** A write to a list sooner than this after the one before is refused ("several writes to one object"); 0 is off. */
  minMsBetweenWritesToList: number;
  exceptionsShape: 'absent' | 'empty' | 'detailed';
  deletedListAnswer: RefusalAnswer;
  termsAnswer: RefusalAnswer;
  roleAnswer: RefusalAnswer;
};

export type SandboxOptions = {
  /** 0 takes a free port. */
  port: number;
  host: string;
  clientId: string;
  clientSecret: string;
  /** Redirect URIs registered for the app; an empty list allows every http(s) address. */
  redirectUris: string[];
  accessTier: AccessTier;
  /** Lifts every limit and quota; the ledger still counts. */
  unlimited: boolean;
  /** List and audience writes of one Pinterest user in any sliding second. */
  requestsPerSecond: number;
  /** Overrides of the tier's quotas. */
  quotas: Partial<Record<QuotaName, Quota>>;
  seed: number;
  /** So many ids of lists and audiences are left out before the first one that a caller makes. */
  skippedIds: number;
  /** Mean network time of a whole round trip, half before admission and half after. */
  latencyMs: number;
  /** Up to this much more, each way. */
  latencyJitterMs: number;
  /** A new list is PROCESSING for this long. */
  listProcessingMs: number;
  /** Further records show in status and size after this long. */
  listRecheckMs: number;
  /** A new audience is INITIALIZING for this long. */
  audienceInitializingMs: number;
  /** Share of records that belong to a Pinterest account, 0 to 1. */
  matchRate: number;
  /** How many audiences the user of Ads Manager already has. */
  presetAudiences: number;
  accessTokenSeconds: number;
  refreshTokenSeconds: number;
  unknowns: UnknownBehaviour;
};

const DAY_SECONDS = 86_400;

export const DEFAULT_UNKNOWNS: UnknownBehaviour = {
  maxRecordsPerRequest: 0,
  maxBodyBytes: 1_048_576,
  allowEmptyCreate: false,
  allowWriteWhileProcessing: true,
  allowMixedKinds: true,
  allowClearDeviceIds: false,
  uniqueNames: false,
  audienceRemoveDeletesList: false,
  oldRefreshTokenSurvives: false,
  requireContinuousRefresh: true,
  revokeAnyToken: false,
  sendRetryAfter: false,
  rateHeaders: 'always',
  minMsBetweenWritesToList: 0,
  exceptionsShape: 'empty',
  deletedListAnswer: { status: 404, code: 404 },
  termsAnswer: { status: 403, code: 29 },
  roleAnswer: { status: 403, code: 29 },
};

export const DEFAULT_OPTIONS: SandboxOptions = {
  port: 8090,
  host: '127.0.0.1',
  clientId: 'sandbox-client-id',
  clientSecret: 'sandbox-client-secret-not-a-real-one',
  redirectUris: [],
  accessTier: 'standard',
  unlimited: false,
  requestsPerSecond: 7,
  quotas: {},
  seed: 1,
  skippedIds: 0,
  latencyMs: 0,
  latencyJitterMs: 0,
  listProcessingMs: 3_000,
  listRecheckMs: 3_000,
  audienceInitializingMs: 5_000,
  matchRate: 0.7,
  presetAudiences: 40,
  accessTokenSeconds: 30 * DAY_SECONDS,
  refreshTokenSeconds: 60 * DAY_SECONDS,
  unknowns: DEFAULT_UNKNOWNS,
};

/** Options with some of the fields, for {@link completeOptions}. */
export type PartialSandboxOptions = Partial<Omit<SandboxOptions, 'unknowns'>> & {
  unknowns?: Partial<UnknownBehaviour>;
};

export function completeOptions(given: PartialSandboxOptions = {}): SandboxOptions {
  return { ...DEFAULT_OPTIONS, ...given, unknowns: { ...DEFAULT_UNKNOWNS, ...given.unknowns } };
}
