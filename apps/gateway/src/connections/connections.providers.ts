import { REQUIRED_SCOPES } from '@audience-sync/domain';
import { AuditEventsRepository, OauthStatesRepository } from '@audience-sync/persistence';
import { PinterestOAuth } from '@audience-sync/pinterest-client';
import { type Provider } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { AdAccountReader } from './ad-account-reader.ts';
import { AdAccountSelection } from './ad-account-selection.ts';
import { AdAccountsService } from './ad-accounts.service.ts';
import { ConnectService } from './connect.service.ts';
import { ConnectionsService } from './connections.service.ts';
import { GrantsService } from './grants.service.ts';
import { OAuthCallbackService } from './oauth-callback.service.ts';
import { OAUTH_PATHS, OAuthStartService } from './oauth-start.service.ts';
import { PinterestStrategy } from './pinterest.strategy.ts';

export const connectionsProviders: Provider[] = [
  ConnectionsService,
  AdAccountsService,
  AdAccountReader,
  AdAccountSelection,
  GrantsService,
  ConnectService,
  OAuthCallbackService,
  {
    provide: PinterestOAuth,
    inject: [GATEWAY_ENV],
    useFactory: (env: GatewayEnv) =>
      new PinterestOAuth({
        clientId: env.PINTEREST_CLIENT_ID,
        clientSecret: env.PINTEREST_CLIENT_SECRET,
        apiUrl: env.PINTEREST_API_URL,
        oauthUrl: env.PINTEREST_OAUTH_URL,
        timeoutMs: env.PINTEREST_REQUEST_TIMEOUT_MS,
      }),
  },
  {
    provide: OAuthStartService,
    inject: [OauthStatesRepository, PinterestOAuth, AuditEventsRepository, GATEWAY_ENV],
    useFactory: (
      states: OauthStatesRepository,
      oauth: PinterestOAuth,
      audit: AuditEventsRepository,
      env: GatewayEnv,
    ) =>
      new OAuthStartService(states, oauth, audit, {
        publicUrl: env.PUBLIC_URL,
        returnUrls: env.CONNECT_RETURN_URLS,
      }),
  },
  {
    provide: PinterestStrategy,
    inject: [GATEWAY_ENV, OauthStatesRepository, PinterestOAuth],
    useFactory: (env: GatewayEnv, states: OauthStatesRepository, oauth: PinterestOAuth) =>
      new PinterestStrategy(
        {
          authorizationUrl: env.PINTEREST_OAUTH_URL,
          tokenUrl: `${env.PINTEREST_API_URL}/oauth/token`,
          clientId: env.PINTEREST_CLIENT_ID,
          clientSecret: env.PINTEREST_CLIENT_SECRET,
          callbackUrl: `${env.PUBLIC_URL}${OAUTH_PATHS.callback}`,
          scopes: REQUIRED_SCOPES,
        },
        states,
        oauth,
      ),
  },
];
