import { type Services } from '../services/start-services.ts';
import { type Secrets } from './secrets.ts';
import { type StackApp } from './stack-app.ts';

type Env = Readonly<Record<string, string>>;

export interface EnvParts {
  readonly services: Services;
  readonly secrets: Secrets;
  readonly accessTier: string;
}

/** What the sandbox must know to recognise our client. */
export function sandboxEnv({ secrets, accessTier }: Omit<EnvParts, 'services'>): Env {
  return {
    SANDBOX_CLIENT_ID: secrets.clientId,
    SANDBOX_CLIENT_SECRET: secrets.clientSecret,
    SANDBOX_ACCESS_TIER: accessTier,
  };
}

/** What gateway and worker have in common. */
export function productEnv({ services, secrets, accessTier }: EnvParts, { ready }: StackApp): Env {
  return {
    DATABASE_URL: services.postgres.url,
    REDIS_URL: services.redis.url,
    PINTEREST_API_URL: String(ready['apiUrl']),
    PINTEREST_OAUTH_URL: String(ready['oauthUrl']),
    PINTEREST_CLIENT_ID: secrets.clientId,
    PINTEREST_CLIENT_SECRET: secrets.clientSecret,
    PINTEREST_ACCESS_TIER: accessTier,
    TOKEN_ENCRYPTION_KEYS: secrets.tokenEncryptionKeys,
  };
}
