import { text, httpUrl } from '@audience-sync/platform';
import { type z } from 'zod';

import { type JwtTrust } from './jwt.authenticator.ts';

/** An identity provider whose tokens are taken beside API keys: where its keys are, or its one public key (PEM, SPKI). */
export const jwtEnv = {
  JWT_JWKS_URL: httpUrl().optional(),
  JWT_PUBLIC_KEY: text()
    .transform((pem) => pem.replaceAll('\\n', '\n'))
    .optional(),
  JWT_ISSUER: text().optional(),
  JWT_AUDIENCE: text().optional(),
};

type JwtEnv = { readonly [name in keyof typeof jwtEnv]?: string | undefined };

/** What is wrong with the settings together. */
export function checkJwtEnv(env: JwtEnv, context: z.RefinementCtx): void {
  const { JWT_JWKS_URL, JWT_PUBLIC_KEY } = env;
  const complain = (name: keyof JwtEnv, message: string): void =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (JWT_JWKS_URL && JWT_PUBLIC_KEY) complain('JWT_PUBLIC_KEY', 'cannot be set beside JWT_JWKS_URL');
  const isOn = JWT_JWKS_URL !== undefined || JWT_PUBLIC_KEY !== undefined;
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE'] as const)
    if (isOn !== (env[name] !== undefined))
      complain(name, isOn ? 'is missing' : 'means nothing without JWT_JWKS_URL or JWT_PUBLIC_KEY');
}

/** Null: only API keys are taken. */
export function jwtTrustOf({
  JWT_JWKS_URL,
  JWT_PUBLIC_KEY,
  JWT_ISSUER,
  JWT_AUDIENCE,
}: JwtEnv): JwtTrust | null {
  if (!JWT_ISSUER || !JWT_AUDIENCE) return null;
  const named = { issuer: JWT_ISSUER, audience: JWT_AUDIENCE };
  if (JWT_JWKS_URL) return { ...named, keys: { jwksUrl: JWT_JWKS_URL } };
  return JWT_PUBLIC_KEY ? { ...named, keys: { publicKey: JWT_PUBLIC_KEY } } : null;
}
