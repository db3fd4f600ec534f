import { DEFAULT_BASE_URL, Transport, type TransportOptions } from '../http/transport.ts';
import { type CallOptions } from '../result.ts';
import { readTokenGrant, type TokenGrant } from './token-grant.ts';

/** What a {@link PinterestOAuth} is given; only the two credentials are required. */
export interface PinterestOAuthOptions extends Omit<TransportOptions, 'baseUrl'> {
  /** Id of your Pinterest app, digits. */
  readonly clientId: string;
  /** Its secret; sent by HTTP Basic to the token endpoint alone. */
  readonly clientSecret: string;
  /** Where the token endpoint is, default `https://api.pinterest.com/v5`. */
  readonly apiUrl?: string | undefined;
  /** The page that asks the user, default `https://www.pinterest.com/oauth/`. */
  readonly oauthUrl?: string | undefined;
}

const DEFAULT_OAUTH_URL = 'https://www.pinterest.com/oauth/';

/** OAuth 2 authorization code grant at Pinterest: the page to send the user to, the code exchange, the refresh. */
export class PinterestOAuth {
  private readonly clientId: string;
  private readonly oauthUrl: string;
  private readonly transport: Transport;

  constructor({ clientId, clientSecret, apiUrl, oauthUrl, ...options }: PinterestOAuthOptions) {
    this.clientId = clientId;
    this.oauthUrl = oauthUrl ?? DEFAULT_OAUTH_URL;
    const basic = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64');
    this.transport = new Transport(
      { ...options, baseUrl: apiUrl ?? DEFAULT_BASE_URL },
      () => `Basic ${basic}`,
    );
  }

  /** Where to send the user. `state` must be unguessable, bound to the caller and good for one use. */
  authorizationUrl({ redirectUri, scopes, state }: AuthorizationRequest): string {
    const url = new URL(this.oauthUrl);
    url.searchParams.set('client_id', this.clientId);
    url.searchParams.set('redirect_uri', redirectUri);
    url.searchParams.set('response_type', 'code');
    url.searchParams.set('scope', scopes.join(','));
    url.searchParams.set('state', state);
    return url.href;
  }

  /** Trades the code of the callback for tokens. A code works once; `redirectUri` must be the one it was asked with. */
  async exchangeCode({ code, redirectUri }: CodeExchange, options?: CallOptions): Promise<TokenGrant> {
    // Apps older than 2025-09-25 get a refresh token that can be refreshed without end only when they ask for it.
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      continuous_refresh: 'true',
    };
    return this.token(form, options);
  }

  /**
   * Trades a refresh token for new tokens. The answer usually holds a new refresh token: store both in one
   * transaction, and let only one refresh of a login run at a time.
   */
  async refresh(
    { refreshToken }: { readonly refreshToken: string },
    options?: CallOptions,
  ): Promise<TokenGrant> {
    const form = { grant_type: 'refresh_token', refresh_token: refreshToken, continuous_refresh: 'true' };
    return this.token(form, options);
  }

  private async token(form: Record<string, string>, options: CallOptions | undefined): Promise<TokenGrant> {
    const askedAtMs = Date.now();
    const { data } = await this.transport.send({
      operation: 'oauth/token',
      path: '/oauth/token',
      body: {
        contentType: 'application/x-www-form-urlencoded',
        text: new URLSearchParams(form).toString(),
      },
      read: (body) => readTokenGrant(body, askedAtMs),
      options,
    });
    return data;
  }
}

/** What the user is asked for. */
export interface AuthorizationRequest {
  /** Exactly as registered with the app. */
  readonly redirectUri: string;
  /** Such as `ads:read`, `ads:write`, `user_accounts:read`. */
  readonly scopes: readonly string[];
  /** Comes back with the code: unguessable, bound to the caller, good for one use. */
  readonly state: string;
}

/** What the callback brought. */
export interface CodeExchange {
  /** `code` of the callback's query. It works once, for about ten minutes. */
  readonly code: string;
  /** The one that the user was sent with. */
  readonly redirectUri: string;
}
