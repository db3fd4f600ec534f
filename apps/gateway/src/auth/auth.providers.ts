import { RedisConnections } from '@audience-sync/messaging';
import { ApiKeysRepository, WorkspacesRepository } from '@audience-sync/persistence';
import { type Provider } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { AnyAuthenticator } from './any-authenticator.ts';
import { ApiKeyAuthenticator } from './api-key.authenticator.ts';
import { Authenticator } from './authenticator.port.ts';
import { Doorkeeper } from './doorkeeper.ts';
import { JwtAuthenticator } from './jwt.authenticator.ts';
import { jwtTrustOf } from './jwt-trust.ts';
import { RedisFailedAttempts } from './redis-failed-attempts.ts';

export const authProviders: Provider[] = [
  {
    provide: Authenticator,
    inject: [GATEWAY_ENV, ApiKeysRepository, WorkspacesRepository],
    useFactory: (env: GatewayEnv, keys: ApiKeysRepository, workspaces: WorkspacesRepository) => {
      const trust = jwtTrustOf(env);
      const exists = async (id: string): Promise<boolean> => (await workspaces.find(id)) !== null;
      const tokens = trust ? [new JwtAuthenticator(trust, exists)] : [];
      return new AnyAuthenticator([new ApiKeyAuthenticator(keys), ...tokens]);
    },
  },
  {
    provide: Doorkeeper,
    inject: [Authenticator, RedisConnections, GATEWAY_ENV],
    useFactory: (authenticator: Authenticator, connections: RedisConnections, env: GatewayEnv) => {
      const limits = { max: env.AUTH_MAX_FAILURES, windowMs: env.AUTH_FAILURES_WINDOW_MS };
      return new Doorkeeper(authenticator, new RedisFailedAttempts(connections, limits), env.TRUSTED_PROXIES);
    },
  },
];
