import { detectHash } from './detect-hash.ts';
import {
  type IdentifierRejection,
  type MatchField,
  type NormalizedIdentifier,
  type RejectedIdentifier,
} from './identifier.ts';

export const MAX_LENGTH = 254;
/** Padding and decomposed letters may make raw input longer than what is left of it; beyond this it is no identifier. */
const MAX_RAW_LENGTH = 1_024;

/** The common case: an ASCII address in lower case. Rejects nothing for good; the careful rule below decides. */
export const PLAIN_EMAIL = /^[!-+\--?A-~]+@[-\w]+(?:\.[-\w]+)+$/;
const EMAIL = /^[^\s@,\p{Cc}\p{Cf}\p{Cs}]+@[-_\p{L}\p{M}\p{N}]+(?:\.[-_\p{L}\p{M}\p{N}]+)+$/u;
const DEVICE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Spaces that `trim` does not know: invisible characters that travel along with copied text. */
const INVISIBLE_EDGES = /^[\s\p{Cc}\p{Cf}]+|[\s\p{Cc}\p{Cf}]+$/gu;

const ZERO_ID = '00000000-0000-0000-0000-000000000000';
const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SHA256_OF_ZERO_ID = '12b9377cbe7e5c94e8a70d9d23929523d14afa954793130f8a3959c7b849aca8';

const reject = (reason: IdentifierRejection): RejectedIdentifier => ({ ok: false, reason });
const accept = (value: string, alreadyHashed = false): NormalizedIdentifier => ({
  ok: true,
  value,
  alreadyHashed,
});

/**
 * Brings a raw value into the one form that Pinterest hashes on its side, or says why it has none. A value that is
 * already a SHA-256 is kept (in lower case), never hashed again. Never throws, whatever it is given.
 *
 * - `EMAIL`: trimmed (all Unicode spaces and invisible characters), lower case, Unicode form NFC; the domain as it
 *   is written (no Punycode); dots and plus-tags are kept, for Pinterest does not say that it drops them.
 * - `IDFA`: upper case; `MAID`: lower case; both 8-4-4-4-12 (help.pinterest.com, "Audience targeting").
 */
export function normalizeIdentifier(
  kind: MatchField,
  raw: string,
): NormalizedIdentifier | RejectedIdentifier {
  if (typeof raw !== 'string') return reject('MALFORMED');
  const trimmed = raw.trim();
  if (trimmed.length > MAX_RAW_LENGTH) return reject('TOO_LONG');
  const text = trimmed.replace(INVISIBLE_EDGES, '');
  if (text === '') return reject('EMPTY');
  return hashOf(text) ?? (kind === 'EMAIL' ? normalizeEmail(text) : normalizeDeviceId(kind, text));
}

/**
 * Why a raw value cannot be used, in the words of {@link IdentifierRejection}; null when it can. Never throws.
 *
 * @example validateIdentifier('EMAIL', 'ana@example') // 'MALFORMED'
 */
export function validateIdentifier(kind: MatchField, raw: string): IdentifierRejection | null {
  const normalized = normalizeIdentifier(kind, raw);
  return normalized.ok ? null : normalized.reason;
}

/** Judges a value that looks like a hash; null for one that does not. */
function hashOf(text: string): NormalizedIdentifier | RejectedIdentifier | null {
  const algorithm = detectHash(text);
  if (algorithm === null) return null;
  if (algorithm !== 'SHA256') return reject('UNSUPPORTED_HASH');
  const hash = text.toLowerCase();
  if (hash === SHA256_OF_NOTHING) return reject('EMPTY');
  return hash === SHA256_OF_ZERO_ID ? reject('ALL_ZERO') : accept(hash, true);
}

function normalizeEmail(text: string): NormalizedIdentifier | RejectedIdentifier {
  const email = text.toLowerCase().normalize('NFC');
  if (email.length > MAX_LENGTH) return reject('TOO_LONG');
  return EMAIL.test(email) ? accept(email) : reject('MALFORMED');
}

function normalizeDeviceId(kind: 'IDFA' | 'MAID', text: string): NormalizedIdentifier | RejectedIdentifier {
  if (text.length > MAX_LENGTH) return reject('TOO_LONG');
  if (!DEVICE_ID.test(text)) return reject('MALFORMED');
  if (text === ZERO_ID) return reject('ALL_ZERO');
  return accept(kind === 'IDFA' ? text.toUpperCase() : text.toLowerCase());
}
