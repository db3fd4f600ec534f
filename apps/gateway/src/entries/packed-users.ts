/**
 * Users of one call with their identifiers hashed, in flat arrays. Identifiers come in the order of the users; the raw
 * values are gone.
 */
export interface PackedUsers {
  readonly count: number;
  /** The engine's own id of each user. */
  readonly ids: readonly string[];
  /** How many identifiers each user has. */
  readonly keyCounts: Uint8Array;
  /** The match field of each identifier, as an index into `MATCH_FIELDS`. */
  readonly keyTags: Uint8Array;
  /** The identifiers, 32 bytes each. */
  readonly keys: Buffer;
  /** One byte a user and field: 0, or the code of the reason why the first unusable value of it is unusable. */
  readonly faults: Uint8Array;
}

/** A user that was refused, by place in the call. Refused users do not enter. */
export interface RejectedUser {
  readonly index: number;
  readonly code: RejectionCode;
  readonly message: string;
}

export type RejectionCode =
  | 'MALFORMED_JSON'
  | 'NOT_AN_OBJECT'
  | 'INVALID_ID'
  | 'INVALID_FIELD'
  | 'TOO_MANY_VALUES'
  | 'LINE_TOO_LONG'
  | 'INVALID_UTF8';

export interface Refusal {
  readonly code: RejectionCode;
  readonly message: string;
}
