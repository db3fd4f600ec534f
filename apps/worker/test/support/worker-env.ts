/** Keys and secrets of the tests: fake, and made to look it. */
export const TOKEN_KEY = { id: 'test', key: Buffer.alloc(32, 7) };
export const SANDBOX_APP = {
  clientId: 'sandbox-client-id',
  clientSecret: 'sandbox-client-secret-not-a-real-one',
};

export interface WorkerServices {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly sandboxUrl: string;
}

/** A worker in a hurry: everything that waits for seconds in production waits for parts of one. */
export function workerEnvOf(services: WorkerServices): Record<string, string> {
  return {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: services.redisPrefix,
    PORT: '0',
    LOG_LEVEL: 'warn',
    PINTEREST_API_URL: `${services.sandboxUrl}/v5`,
    PINTEREST_CLIENT_ID: SANDBOX_APP.clientId,
    PINTEREST_CLIENT_SECRET: SANDBOX_APP.clientSecret,
    TOKEN_ENCRYPTION_KEYS: `${TOKEN_KEY.id}:${TOKEN_KEY.key.toString('base64')}`,
    SYNC_FLUSH_INTERVAL_MS: '100',
    SYNC_UNANSWERED_WAIT_MS: '200', // the sandbox does nothing after it has cut a connection
    SYNC_SWEEP_INTERVAL_MS: '200',
    SYNC_BACKOFF_MIN_MS: '100',
    SYNC_BACKOFF_MAX_MS: '400',
  };
}
