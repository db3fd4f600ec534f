import {
  MATCH_FIELDS,
  NOT_SYNCED_REASONS,
  notSyncedReasonOf,
  type DryRunReport,
  type FieldReport,
  type MatchField,
  type NotSyncedCount,
  type NotSyncedReason,
} from '@audience-sync/domain';
import { DIGEST_BYTES } from '@audience-sync/pinterest-client';

import { packForStep } from '../entries/pack-for-step.ts';
import { type PackedUsers } from '../entries/packed-users.ts';

type Reasons = Map<NotSyncedReason, number>;

interface FieldTally {
  usable: number;
  missing: number;
  readonly unusable: Reasons;
}

export type TallyReport = Omit<DryRunReport, 'requests'>;

/** Identifiers that are remembered to find duplicates with: 48 bits each, some 40 MB in all. */
const MAX_REMEMBERED = 1_000_000;
const REMEMBERED_BYTES = 6;

/** Counts what would become of users in a step, chunk by chunk, in bounded memory. Keeps no identifier. */
export class DryRunTally {
  private users = 0;
  private rejected = 0;
  private usable = 0;
  private duplicateUsers = 0;
  private readonly notSynced: Reasons = new Map();
  private readonly seen = new Set<number>();
  private readonly fields: readonly FieldTally[] = MATCH_FIELDS.map(() => ({
    ...{ usable: 0, missing: 0 },
    unusable: new Map(),
  }));

  constructor(private readonly matchFields: readonly MatchField[]) {}

  add(users: PackedUsers, rejected: number): void {
    this.users += users.count;
    this.rejected += rejected;
    const { items, notSynced } = packForStep(users, this.matchFields);
    this.usable += items.count;
    for (const reason of notSynced.reasons) count(this.notSynced, reason);
    this.countFields(users);
    this.countDuplicates(items);
  }

  report(): TallyReport {
    const { users, rejected, usable, duplicateUsers } = this;
    return {
      ...{ users, rejected, usable, duplicateUsers },
      notSynced: countsOf(this.notSynced),
      fields: this.fields.map((tally, at) => this.fieldReport(tally, at)),
      duplicatesComplete: this.seen.size < MAX_REMEMBERED,
    };
  }

  private fieldReport({ usable, missing, unusable }: FieldTally, at: number): FieldReport {
    const field = MATCH_FIELDS[at] as MatchField;
    return { field, used: this.matchFields.includes(field), usable, missing, unusable: countsOf(unusable) };
  }

  private countFields({ count: users, keyCounts, keyTags, faults }: PackedUsers): void {
    let next = 0;
    for (let user = 0; user < users; user++) {
      const tags = keyTags.subarray(next, (next += keyCounts[user] ?? 0));
      this.fields.forEach((tally, field) => {
        const fault = faults[user * MATCH_FIELDS.length + field] ?? 0;
        if (tags.includes(field)) tally.usable += 1;
        else if (fault > 0) count(tally.unusable, notSyncedReasonOf(fault));
        else tally.missing += 1;
      });
    }
  }

  /** A user is a duplicate when every identifier was there before. */
  private countDuplicates({
    count: users,
    keyCounts,
    keys,
  }: Pick<PackedUsers, 'count' | 'keyCounts' | 'keys'>): void {
    let next = 0;
    for (let user = 0; user < users; user++) {
      const end = next + (keyCounts[user] ?? 0);
      let isNew = false;
      for (; next < end; next++)
        isNew = this.remember(keys.readUIntBE(next * DIGEST_BYTES, REMEMBERED_BYTES)) || isNew;
      if (!isNew) this.duplicateUsers += 1;
    }
  }

  /** Whether it was not there before, as far as is remembered. */
  private remember(key: number): boolean {
    if (this.seen.has(key)) return false;
    if (this.seen.size < MAX_REMEMBERED) this.seen.add(key);
    return true;
  }
}

function count(reasons: Reasons, reason: NotSyncedReason): void {
  reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
}

const countsOf = (reasons: Reasons): NotSyncedCount[] =>
  NOT_SYNCED_REASONS.flatMap((reason) => {
    const users = reasons.get(reason);
    return users === undefined ? [] : [{ reason, users }];
  });
