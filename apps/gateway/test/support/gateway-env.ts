import { readEnv } from '@audience-sync/platform';

import { gatewayEnv, type GatewayEnv } from '../../src/env.ts';

/** Keys and secrets of the tests: fake, and made to look it. */
const TOKEN_KEY = `test:${Buffer.alloc(32, 7).toString('base64')}`;
export const SANDBOX_APP = {
  clientId: 'sandbox-client-id',
  clientSecret: 'sandbox-client-secret-not-a-real-one',
};

export interface GatewayServices {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly sandboxUrl: string;
}

/** The variables of a gateway on these services. */
export function gatewayVariables(services: GatewayServices): Record<string, string> {
  return {
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: services.redisPrefix,
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: 'http://gateway.example',
    LOG_LEVEL: 'silent',
    PINTEREST_API_URL: `${services.sandboxUrl}/v5`,
    PINTEREST_OAUTH_URL: `${services.sandboxUrl}/oauth/`,
    PINTEREST_CLIENT_ID: SANDBOX_APP.clientId,
    PINTEREST_CLIENT_SECRET: SANDBOX_APP.clientSecret,
    TOKEN_ENCRYPTION_KEYS: TOKEN_KEY,
  };
}

export function gatewayEnvOf(
  services: GatewayServices,
  more: Readonly<Record<string, string>> = {},
): GatewayEnv {
  return readEnv(gatewayEnv, { ...gatewayVariables(services), ...more });
}
