/** What Pinterest matches a user by: e-mail address, Apple's advertising id, Android's advertising id. */
export type MatchField = 'EMAIL' | 'IDFA' | 'MAID';

/**
 * Why a value cannot be used:
 * - `EMPTY`: nothing but spaces, or the hash of nothing;
 * - `TOO_LONG`: longer than 254 characters, the longest address there is (RFC 5321, 4.5.3.1.3);
 * - `MALFORMED`: not an address, not 8-4-4-4-12 hexadecimal digits, or not text at all;
 * - `ALL_ZERO`: the id that a phone gives when its user does not want to be tracked, plain or hashed;
 * - `UNSUPPORTED_HASH`: 32 or 40 hexadecimal digits: MD5 or SHA-1, which cannot be turned into SHA-256.
 */
export type IdentifierRejection = 'EMPTY' | 'TOO_LONG' | 'MALFORMED' | 'ALL_ZERO' | 'UNSUPPORTED_HASH';

/** A value that cannot be sent, and why. */
export interface RejectedIdentifier {
  readonly ok: false;
  readonly reason: IdentifierRejection;
}

/** `value` is personal data unless `alreadyHashed`. */
export interface NormalizedIdentifier {
  readonly ok: true;
  /** The text to hash, or, when `alreadyHashed`, the SHA-256 in 64 lower-case hexadecimal digits. */
  readonly value: string;
  readonly alreadyHashed: boolean;
}

/** A value that can be sent. */
export interface HashedIdentifier {
  readonly ok: true;
  /** SHA-256 in 64 lower-case hexadecimal digits. */
  readonly hash: string;
  /** True when the value came hashed and was kept as it was. */
  readonly alreadyHashed: boolean;
}
