import { hash } from 'node:crypto';
import {
  type HashedIdentifier,
  type IdentifierRejection,
  type MatchField,
  type RejectedIdentifier,
} from './identifier.ts';
import { MAX_LENGTH, normalizeIdentifier, PLAIN_EMAIL } from './normalize.ts';

/** Bytes of a SHA-256. */
export const DIGEST_BYTES = 32;

/**
 * Normalises and hashes a raw value, or keeps it when it is a SHA-256 already. Never throws, whatever it is given.
 *
 * @example hashIdentifier('EMAIL', ' Ana@Example.com ') // { ok: true, hash: '…64 hex digits…', alreadyHashed: false }
 */
export function hashIdentifier(kind: MatchField, raw: string): HashedIdentifier | RejectedIdentifier {
  const normalized = normalizeIdentifier(kind, raw);
  if (!normalized.ok) return normalized;
  const { value, alreadyHashed } = normalized;
  return { ok: true, hash: alreadyHashed ? value : hash('sha256', value, 'hex'), alreadyHashed };
}

/**
 * The same as {@link hashIdentifier} for hundreds of thousands a second: writes the 32 bytes of the digest into
 * `target` at `offset` and answers null, or leaves `target` alone and answers why not.
 * Throws a RangeError when the digest would not fit.
 */
export function hashIdentifierInto(
  kind: MatchField,
  raw: string,
  target: Uint8Array,
  offset: number,
): IdentifierRejection | null {
  if (!(offset >= 0 && offset + DIGEST_BYTES <= target.length))
    throw new RangeError(`a digest needs ${DIGEST_BYTES} bytes from offset ${offset}`);
  if (kind === 'EMAIL' && typeof raw === 'string') {
    const email = raw.trim().toLowerCase();
    if (email.length <= MAX_LENGTH && PLAIN_EMAIL.test(email)) return writeDigestOf(email, target, offset);
  }
  const normalized = normalizeIdentifier(kind, raw);
  if (!normalized.ok) return normalized.reason;
  if (!normalized.alreadyHashed) return writeDigestOf(normalized.value, target, offset);
  target.set(Buffer.from(normalized.value, 'hex'), offset);
  return null;
}

/** A loop over the digest's characters beats every way through a Buffer, each of which crosses into native code twice. */
function writeDigestOf(text: string, target: Uint8Array, offset: number): null {
  const digest = hash('sha256', text, 'binary');
  for (let index = 0; index < DIGEST_BYTES; index++) target[offset + index] = digest.charCodeAt(index);
  return null;
}
