import { type TokenGrant } from '@audience-sync/pinterest-client';
import { type StoredLogin } from './login-store.port.ts';

/** What a renewal asks of Pinterest, inside the quota of the login's user. */
export interface TokenEndpoint {
  /** New tokens for the refresh token. */
  refresh(login: StoredLogin, refreshToken: string): Promise<TokenGrant>;
  /** Whether Pinterest takes the access token, asked by one small read. Rejects when Pinterest does not say. */
  accepts(login: StoredLogin): Promise<boolean>;
}
