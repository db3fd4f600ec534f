import { MATCH_FIELDS, notSyncedReasonCode, type MatchField } from '@audience-sync/domain';
import { DIGEST_BYTES, hashIdentifierInto, type IdentifierRejection } from '@audience-sync/pinterest-client';

import { type PackedUsers, type Refusal } from './packed-users.ts';

/** Longest id of a user, in UTF-16 units. */
export const MAX_ID_LENGTH = 256;
/** Most values of one kind a user may have. */
export const MAX_VALUES = 50;
const FIELD_COUNT = MATCH_FIELDS.length;
const [EMAIL, IDFA, MAID] = [0, 1, 2] as const;

const BAD_ID: Refusal = {
  code: 'INVALID_ID',
  message: `The id must be text of 1 to ${MAX_ID_LENGTH} characters without control characters.`,
};
const BAD_FIELD: Refusal = {
  code: 'INVALID_FIELD',
  message: 'An identifier must be text, a list of texts, or null.',
};
const TOO_MANY: Refusal = {
  code: 'TOO_MANY_VALUES',
  message: `A user may have ${MAX_VALUES} values of a kind.`,
};

/** Postgres keeps no NUL, logs and screens no other control characters, and half a surrogate pair would be stored as another id. */
const UNSAFE = /[\p{Cc}\p{Cs}]/u;

/** Whether it may be the id of a user. */
export function isExternalId(id: unknown): id is string {
  return typeof id === 'string' && id.length > 0 && id.length <= MAX_ID_LENGTH && !UNSAFE.test(id);
}

/** Normalises and hashes users one by one, straight into flat arrays. The first and the last to see raw identifiers. */
export class UserPacker {
  private readonly ids: string[] = [];
  private readonly keyCounts: Uint8Array;
  private readonly faults: Uint8Array;
  private keyTags: Uint8Array;
  private keys: Buffer;
  private keyTotal = 0;
  private keysOfUser = 0;

  /** Room for `maxUsers`; identifiers may be any number. */
  constructor(maxUsers: number) {
    this.keyCounts = new Uint8Array(maxUsers);
    this.faults = new Uint8Array(maxUsers * FIELD_COUNT);
    this.keyTags = new Uint8Array(maxUsers + MAX_VALUES);
    this.keys = Buffer.allocUnsafe(this.keyTags.length * DIGEST_BYTES);
  }

  get count(): number {
    return this.ids.length;
  }

  /** Takes one user, or says why not. Each kind of identifier is a text, a list of texts, or absent. */
  add(id: unknown, email: unknown, idfa: unknown, maid: unknown): Refusal | null {
    if (!isExternalId(id)) return BAD_ID;
    this.keysOfUser = 0;
    const refusal = this.take(EMAIL, email) ?? this.take(IDFA, idfa) ?? this.take(MAID, maid);
    if (refusal !== null) return this.undo(refusal);
    this.keyCounts[this.ids.length] = this.keysOfUser;
    this.keyTotal += this.keysOfUser;
    this.ids.push(id);
    return null;
  }

  /** What was taken. The packer is spent afterwards. */
  finish(): PackedUsers {
    const count = this.ids.length;
    return {
      count,
      ids: this.ids,
      keyCounts: this.keyCounts.subarray(0, count),
      keyTags: this.keyTags.subarray(0, this.keyTotal),
      keys: this.keys.subarray(0, this.keyTotal * DIGEST_BYTES),
      faults: this.faults.subarray(0, count * FIELD_COUNT),
    };
  }

  private undo(refusal: Refusal): Refusal {
    this.faults.fill(0, this.ids.length * FIELD_COUNT, (this.ids.length + 1) * FIELD_COUNT);
    return refusal;
  }

  private take(field: number, values: unknown): Refusal | null {
    if (values === undefined || values === null) return null;
    if (typeof values === 'string') return this.takeOne(field, values);
    if (!Array.isArray(values)) return BAD_FIELD;
    if (values.length > MAX_VALUES) return TOO_MANY;
    for (const value of values as unknown[]) {
      const refusal =
        typeof value === 'string' ? this.takeOne(field, value) : value === null ? null : BAD_FIELD;
      if (refusal !== null) return refusal;
    }
    return null;
  }

  private takeOne(field: number, raw: string): null {
    const at = this.keyTotal + this.keysOfUser;
    if (at >= this.keyTags.length) this.grow();
    const fault = hashIdentifierInto(MATCH_FIELDS[field] as MatchField, raw, this.keys, at * DIGEST_BYTES);
    if (fault !== null) this.note(field, fault);
    else if (this.keysOfUser === 0 || !this.isRepeated(at)) {
      this.keyTags[at] = field;
      this.keysOfUser += 1;
    }
    return null;
  }

  private note(field: number, fault: IdentifierRejection): void {
    const place = this.ids.length * FIELD_COUNT + field;
    if (this.faults[place] === 0) this.faults[place] = notSyncedReasonCode(fault);
  }

  /** Whether this user already has the identifier at `at`: the same address twice, written differently. */
  private isRepeated(at: number): boolean {
    const from = at * DIGEST_BYTES;
    for (let earlier = this.keyTotal; earlier < at; earlier++) {
      const start = earlier * DIGEST_BYTES;
      if (this.keys.compare(this.keys, start, start + DIGEST_BYTES, from, from + DIGEST_BYTES) === 0)
        return true;
    }
    return false;
  }

  private grow(): void {
    const tags = new Uint8Array(this.keyTags.length * 2);
    tags.set(this.keyTags);
    const keys = Buffer.allocUnsafe(tags.length * DIGEST_BYTES);
    this.keys.copy(keys);
    this.keyTags = tags;
    this.keys = keys;
  }
}
