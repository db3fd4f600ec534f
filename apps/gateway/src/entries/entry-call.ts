import { createHash } from 'node:crypto';

import { type CanvasStatus } from '@audience-sync/domain';

import { type PackedUsers, type RejectedUser } from './packed-users.ts';

/** Users who enter one step together: all of them or none. */
export interface EntryCall {
  readonly workspaceId: string;
  readonly stepId: string;
  readonly users: PackedUsers;
  /** Null: the caller does not mind entering twice. */
  readonly idempotency: Idempotency | null;
  /** The call and its span in one text, which is stored with the users. Default: nobody knows. */
  readonly origin?: string | null;
}

/** Makes repeating a call harmless. */
export interface Idempotency {
  readonly key: string;
  /** The chunk of a stream; 0 for a call that comes whole. */
  readonly part: number;
  /** What the call is about; the same key with another digest is refused. */
  readonly digest: Buffer;
}

/** What became of a call. */
export type EntryAnswer =
  | {
      readonly kind: 'entered';
      readonly entered: number;
      readonly notSynced: number;
      readonly replayed: boolean;
    }
  | EntryRefusal;

/** Why nobody of a call entered. */
export type EntryRefusal =
  | { readonly kind: 'unknownStep' }
  | { readonly kind: 'stepNotSyncable' }
  | { readonly kind: 'canvasNotActive'; readonly status: CanvasStatus }
  | { readonly kind: 'keyReused' };

/**
 * The digest of what a call asks for. It is made of hashed identifiers only; ids hold no control characters, so the
 * parts cannot run into each other.
 */
export function digestOf(stepId: string, users: PackedUsers, rejected: readonly RejectedUser[]): Buffer {
  return createHash('sha256')
    .update([stepId, String(users.count), ...users.ids].join('\n'))
    .update(users.keyCounts)
    .update(users.keyTags)
    .update(users.keys)
    .update(users.faults)
    .update(rejected.map(({ index, code }) => `${index}:${code}`).join('\n'))
    .digest();
}

/** Longest idempotency key, in characters. */
export const MAX_IDEMPOTENCY_KEY = 200;

/** Printable ASCII: the same wherever it is stored, compared and logged. */
export function isIdempotencyKey(key: string): boolean {
  return key.length <= MAX_IDEMPOTENCY_KEY && /^[\x21-\x7e][\x20-\x7e]*$/.test(key);
}
