import { randomBytes } from 'node:crypto';
import { type Clock, toSeconds } from '../clock.ts';
import { type SandboxOptions } from '../options.ts';
import { type Scope } from './scopes.ts';

const CODE_LIFE_MS = 600_000;

type AuthorizationCode = {
  userId: string;
  scopes: Scope[];
  redirectUri: string;
  expiresMs: number;
  used: boolean;
};
export type Token = { userId: string; scopes: Scope[]; expiresMs: number; revoked: boolean };

export type IssuedTokens = {
  access_token: string;
  refresh_token?: string;
  response_type: 'authorization_code' | 'refresh_token';
  token_type: 'bearer';
  expires_in: number;
  refresh_token_expires_in?: number;
  refresh_token_expires_at?: number;
  scope: string;
};

const secret = (prefix: string): string => `${prefix}sandbox_${randomBytes(24).toString('hex')}`;

/** Authorization codes, access tokens and refresh tokens; they live in memory and die with a reset. */
export class TokenStore {
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #accessTokens = new Map<string, Token>();
  readonly #refreshTokens = new Map<string, Token>();

  constructor(
    private readonly options: SandboxOptions,
    private readonly clock: Clock,
  ) {}

  createCode(userId: string, scopes: Scope[], redirectUri: string): string {
    const code = randomBytes(20).toString('hex');
    const expiresMs = this.clock.now() + CODE_LIFE_MS;
    this.#codes.set(code, { userId, scopes, redirectUri, expiresMs, used: false });
    return code;
  }

  /** Undefined when the code is unknown, used, expired or was made for another redirect URI. */
  redeemCode(code: string, redirectUri: string, refreshable: boolean): IssuedTokens | undefined {
    const found = this.#codes.get(code);
    if (!found || found.used || found.expiresMs <= this.clock.now() || found.redirectUri !== redirectUri)
      return undefined;
    found.used = true;
    return this.#issue(found.userId, found.scopes, 'authorization_code', refreshable);
  }

  /** Undefined when the refresh token is unknown, rotated away, revoked or expired. */
  refresh(token: string): IssuedTokens | undefined {
    const found = this.#refreshTokens.get(token);
    if (!found || !this.#isAlive(found)) return undefined;
    if (!this.options.unknowns.oldRefreshTokenSurvives) found.revoked = true;
    return this.#issue(found.userId, found.scopes, 'refresh_token', true);
  }

  /** The token's record even when it is dead, so that the refusal can be counted for its user. */
  find(token: string): Token | undefined {
    return this.#accessTokens.get(token) ?? this.#refreshTokens.get(token);
  }

  findAccess(token: string): { token: Token; alive: boolean } | undefined {
    const found = this.#accessTokens.get(token);
    return found && { token: found, alive: this.#isAlive(found) };
  }

  /** @returns how many living tokens died */
  revokeUser(userId: string): number {
    const tokens = [...this.#accessTokens.values(), ...this.#refreshTokens.values()];
    const living = tokens.filter((token) => token.userId === userId && this.#isAlive(token));
    for (const token of living) token.revoked = true;
    return living.length;
  }

  #isAlive(token: Token): boolean {
    return !token.revoked && token.expiresMs > this.clock.now();
  }

  #issue(
    userId: string,
    scopes: Scope[],
    kind: IssuedTokens['response_type'],
    refreshable: boolean,
  ): IssuedTokens {
    const { accessTokenSeconds } = this.options;
    const accessToken = secret('pina_');
    const expiresMs = this.clock.now() + accessTokenSeconds * 1000;
    this.#accessTokens.set(accessToken, { userId, scopes, expiresMs, revoked: false });
    return {
      access_token: accessToken,
      response_type: kind,
      token_type: 'bearer',
      expires_in: accessTokenSeconds,
      scope: scopes.join(','),
      ...(refreshable ? this.#issueRefreshToken(userId, scopes) : {}),
    };
  }

  #issueRefreshToken(userId: string, scopes: Scope[]): Partial<IssuedTokens> {
    const { refreshTokenSeconds } = this.options;
    const refreshToken = secret('pinr_');
    const expiresMs = this.clock.now() + refreshTokenSeconds * 1000;
    this.#refreshTokens.set(refreshToken, { userId, scopes, expiresMs, revoked: false });
    return {
      refresh_token: refreshToken,
      refresh_token_expires_in: refreshTokenSeconds,
      refresh_token_expires_at: toSeconds(expiresMs),
    };
  }
}
