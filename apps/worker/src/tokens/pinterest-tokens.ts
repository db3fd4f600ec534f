import {
  type FetchLike,
  isPinterestError,
  PinterestClient,
  PinterestOAuth,
  type TokenGrant,
} from '@audience-sync/pinterest-client';
import { type RequestGate } from '../limits/request-gate.ts';
import { type StoredLogin } from './login-store.port.ts';
import { type TokenEndpoint } from './token-endpoint.port.ts';

export interface PinterestTokensSettings {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly requestTimeoutMs: number;
}

/** The real Pinterest: every request draws on the same quotas as all others of its user. */
export class PinterestTokens implements TokenEndpoint {
  constructor(
    private readonly settings: PinterestTokensSettings,
    private readonly gate: RequestGate,
    private readonly fetch: FetchLike,
  ) {}

  refresh({ pinterestUserId }: StoredLogin, refreshToken: string): Promise<TokenGrant> {
    const { apiUrl, clientId, clientSecret } = this.settings;
    const oauth = new PinterestOAuth({ apiUrl, clientId, clientSecret, ...this.transport(pinterestUserId) });
    return oauth.refresh({ refreshToken });
  }

  async accepts({ pinterestUserId, accessToken }: StoredLogin): Promise<boolean> {
    const client = new PinterestClient({
      baseUrl: this.settings.apiUrl,
      accessToken,
      ...this.transport(pinterestUserId),
    });
    try {
      await client.userAccount.get();
      return true;
    } catch (error) {
      if (isPinterestError(error) && error.kind === 'token') return false;
      if (isPinterestError(error) && error.kind === 'permission') return true;
      throw error;
    }
  }

  private transport(pinterestUserId: string) {
    const { requestTimeoutMs: timeoutMs } = this.settings;
    return { timeoutMs, hooks: this.gate.hooksFor(pinterestUserId), fetch: this.fetch };
  }
}
