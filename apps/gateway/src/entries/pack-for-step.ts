import { type PackedItems } from '@audience-sync/batching-scheduler';
import {
  MATCH_FIELDS,
  notSyncedReasonOf,
  type MatchField,
  type NotSyncedReason,
} from '@audience-sync/domain';
import { DIGEST_BYTES } from '@audience-sync/pinterest-client';

import { type PackedUsers } from './packed-users.ts';

/** The users of a call as one step sees them: with the identifiers that it matches by, and those without any. */
export interface StepShare {
  readonly items: PackedItems;
  readonly notSynced: { readonly ids: readonly string[]; readonly reasons: readonly NotSyncedReason[] };
}

/** One flag a match field: whether the step uses it. */
const flagsOf = (fields: readonly MatchField[]): readonly boolean[] =>
  MATCH_FIELDS.map((field) => fields.includes(field));

/** Sorts the users of a call into those that the step can sync and those that it cannot, with the reason. */
export function packForStep(users: PackedUsers, matchFields: readonly MatchField[]): StepShare {
  const wanted = flagsOf(matchFields);
  return everythingFits(users, wanted)
    ? { items: itemsOf(users), notSynced: nobody() }
    : select(users, wanted);
}

/** The common case: every user has an identifier and the step uses all of them, so nothing is copied. */
function everythingFits(users: PackedUsers, wanted: readonly boolean[]): boolean {
  return !users.keyCounts.includes(0) && users.keyTags.every((tag) => wanted[tag] === true);
}

const nobody = (): StepShare['notSynced'] => ({ ids: [], reasons: [] });

function itemsOf({ count, ids, keyCounts, keyTags, keys }: PackedUsers): PackedItems {
  return { count, ids, keyCounts, keyTags, keys, data: null };
}

function select(users: PackedUsers, wanted: readonly boolean[]): StepShare {
  const ids: string[] = [];
  const counts = new Uint8Array(users.count);
  const tags = new Uint8Array(users.keyTags.length);
  const keys = Buffer.allocUnsafe(users.keys.length);
  const left: string[] = [];
  const reasons: NotSyncedReason[] = [];
  let kept = 0;
  let next = 0;
  for (let user = 0; user < users.count; user++) {
    const before = kept;
    const end = next + (users.keyCounts[user] ?? 0);
    for (; next < end; next++) {
      const tag = users.keyTags[next] ?? 0;
      if (wanted[tag] !== true) continue;
      tags[kept] = tag;
      users.keys.copy(keys, kept * DIGEST_BYTES, next * DIGEST_BYTES, (next + 1) * DIGEST_BYTES);
      kept += 1;
    }
    const id = users.ids[user] ?? '';
    if (kept > before) counts[ids.push(id) - 1] = kept - before;
    else reasons[left.push(id) - 1] = reasonOf(users, user, wanted);
  }
  const items: PackedItems = {
    count: ids.length,
    ids,
    keyCounts: counts.subarray(0, ids.length),
    keyTags: tags.subarray(0, kept),
    keys: keys.subarray(0, kept * DIGEST_BYTES),
    data: null,
  };
  return { items, notSynced: { ids: left, reasons } };
}

/** What is wrong with the first value that the step could have used; no value at all, when there is none. */
function reasonOf(users: PackedUsers, user: number, wanted: readonly boolean[]): NotSyncedReason {
  const from = user * MATCH_FIELDS.length;
  const fault = users.faults
    .subarray(from, from + MATCH_FIELDS.length)
    .find((code, at) => code > 0 && wanted[at] === true);
  return fault === undefined ? 'NO_MATCH_FIELD' : notSyncedReasonOf(fault);
}
