import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a caller may do. Each field of the schema says which it needs. */
export const ROLES = ['ADMIN', 'EDITOR', 'VIEWER', 'INGEST'] as const;
export type Role = (typeof ROLES)[number];

/** An API key as it is listed: never the key itself, which is shown once and stored as a hash. */
export interface ApiKey {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** Kept to the minute. */
  readonly lastUsedAt: Date | null;
}

const PREFIX = 'ask_';
const SHAPE = /^ask_[A-Za-z0-9_-]{32}[A-Za-z0-9_-]{6}$/;
const CHECKSUM_CHARS = 6;

/** A new secret: `ask_`, 32 random URL-safe characters and a checksum of 6, so that a typing error needs no look-up. */
export function newApiKeySecret(): string {
  const body = PREFIX + randomBytes(24).toString('base64url');
  return body + checksum(body);
}

/** Whether a text is whole as an API key. Says nothing about whether the key exists. */
export function isApiKeySecret(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const body = text.slice(0, -CHECKSUM_CHARS);
  return timingSafeEqual(Buffer.from(checksum(body)), Buffer.from(text.slice(-CHECKSUM_CHARS)));
}

/** What is stored of a key. The key has 192 random bits, so one round of SHA-256 is enough. */
export function hashApiKeySecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

function checksum(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('base64url').slice(0, CHECKSUM_CHARS);
}
