import { type FetchLike, PinterestOAuth } from '@audience-sync/pinterest-client';
import { type RequestGate } from '../limits/request-gate.ts';
import { type RefreshTokens } from './token-renewal.ts';

export interface RefreshSettings {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly requestTimeoutMs: number;
}

/** Refreshes at the token endpoint; the request draws on the same quotas as every other of its user. */
export function refreshTokensBy(
  settings: RefreshSettings,
  gate: RequestGate,
  fetch: FetchLike,
): RefreshTokens {
  const { apiUrl, clientId, clientSecret, requestTimeoutMs } = settings;
  return (pinterestUserId, refreshToken) =>
    new PinterestOAuth({
      apiUrl,
      clientId,
      clientSecret,
      timeoutMs: requestTimeoutMs,
      hooks: gate.hooksFor(pinterestUserId),
      fetch,
    }).refresh({ refreshToken });
}
