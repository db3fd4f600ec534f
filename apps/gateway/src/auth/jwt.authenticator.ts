import { ROLES, type Role } from '@audience-sync/domain';
import { createHash } from 'node:crypto';
import { ServiceUnavailableException } from '@nestjs/common';
import {
  createRemoteJWKSet,
  errors,
  importSPKI,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';

import { Authenticator } from './authenticator.port.ts';
import { type Caller } from './caller.ts';

/** Whose tokens are taken. */
export interface JwtTrust {
  /** Where the issuer publishes its keys, or the one key it signs with (PEM, SPKI). */
  readonly keys: { readonly jwksUrl: string } | { readonly publicKey: string };
  readonly issuer: string;
  readonly audience: string;
}

/** Signatures only: a key for checking must not be one for signing, and "none" is no signature. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CLOCK_TOLERANCE_S = 30;

type Verify = (token: string) => Promise<JWTPayload>;

/** Signed tokens of an identity provider: `sub`, `exp`, `workspace_id` and `role` say who asks. */
export class JwtAuthenticator extends Authenticator {
  private readonly verify: Verify;

  constructor(
    trust: JwtTrust,
    private readonly workspaceExists: (workspaceId: string) => Promise<boolean>,
  ) {
    super();
    this.verify = verifierOf(trust);
  }

  async authenticate(credential: string): Promise<Caller | null> {
    const caller = await this.verify(credential).then(callerOf, nobodyUnlessAway);
    return caller && (await this.workspaceExists(caller.workspaceId)) ? caller : null;
  }
}

function verifierOf({ keys, issuer, audience }: JwtTrust): Verify {
  const required = ['sub', 'exp'];
  const options: JWTVerifyOptions = { issuer, audience, algorithms: ALGORITHMS, requiredClaims: required };
  const tolerant = { ...options, clockTolerance: CLOCK_TOLERANCE_S };
  if ('jwksUrl' in keys) {
    const published = createRemoteJWKSet(new URL(keys.jwksUrl));
    return async (token) => (await jwtVerify(token, published, tolerant)).payload;
  }
  return async (token) => {
    const key = await importSPKI(keys.publicKey, algorithmOf(token));
    return (await jwtVerify(token, key, tolerant)).payload;
  };
}

/** The key must be read for the algorithm of the token; whether that one is allowed is checked with the signature. */
function algorithmOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
    alg?: unknown;
  };
  return ALGORITHMS.find((one) => one === header.alg) ?? 'RS256';
}

/** What the token says is not good enough; but when the issuer's keys cannot be had, nobody knows. */
function nobodyUnlessAway(error: unknown): null {
  const isAway =
    error instanceof errors.JWKSTimeout ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
    (error as Error).message === 'fetch failed';
  if (isAway) throw new ServiceUnavailableException('the keys of the token issuer cannot be had');
  return null;
}

function callerOf({ sub, exp, workspace_id: workspaceId, role }: JWTPayload): Caller | null {
  if (typeof sub !== 'string' || typeof exp !== 'number' || typeof workspaceId !== 'string') return null;
  const known = ROLES.find((one): one is Role => one === role);
  return known === undefined ? null : { workspaceId, role: known, keyId: actorOf(sub), untilMs: exp * 1_000 };
}

const OPAQUE = /^[\w.|:-]{1,128}$/;

/** Subjects are kept in the audit trail, where nothing personal belongs: one that may be an address or a name is hashed. */
function actorOf(sub: string): string {
  return OPAQUE.test(sub) ? sub : `sub_${createHash('sha256').update(sub).digest('base64url').slice(0, 22)}`;
}
