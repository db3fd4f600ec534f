import { UnreadableAnswer, type WireObject } from '../http/wire-object.ts';

/** What the token endpoint granted. Secret: store it encrypted, log none of it. */
export interface TokenGrant {
  readonly accessToken: string;
  /** Absent when Pinterest sent none: then an older one stays in force. */
  readonly refreshToken?: string;
  readonly accessTokenExpiresAt: Date;
  /** Absent when Pinterest did not say. */
  readonly refreshTokenExpiresAt?: Date;
  readonly scopes: readonly string[];
  /** Usually `bearer`. */
  readonly tokenType: string;
}

/** Lifetimes count from when the grant was asked for, so that clocks and slow answers err on the early side. */
export function readTokenGrant(body: WireObject, askedAtMs: number): TokenGrant {
  const accessTokenExpiresAt = expiry(body.count('expires_in'), askedAtMs);
  if (accessTokenExpiresAt === null) throw new UnreadableAnswer('expires_in');
  const refreshToken = body.text('refresh_token');
  const refreshTokenExpiresAt =
    body.time('refresh_token_expires_at') ?? expiry(body.count('refresh_token_expires_in'), askedAtMs);
  return {
    accessToken: body.requiredText('access_token'),
    accessTokenExpiresAt,
    ...(refreshToken ? { refreshToken } : {}),
    ...(refreshTokenExpiresAt ? { refreshTokenExpiresAt } : {}),
    scopes: (body.text('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== ''),
    tokenType: body.text('token_type') ?? 'bearer',
  };
}

function expiry(seconds: number | null, fromMs: number): Date | null {
  return seconds === null || seconds <= 0 || seconds > 1e10 ? null : new Date(fromMs + seconds * 1_000);
}
