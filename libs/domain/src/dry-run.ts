import { type NotSyncedReason } from './not-synced-reason.ts';
import { type MatchField } from './step.ts';

/** How many users cannot be synced for one reason. */
export interface NotSyncedCount {
  readonly reason: NotSyncedReason;
  readonly users: number;
}

/** What a sample of users has for one match field. usable + unusable + missing = all users. */
export interface FieldReport {
  readonly field: MatchField;
  /** Whether the step matches by it. */
  readonly used: boolean;
  /** Users with at least one value that can be matched by. */
  readonly usable: number;
  /** Users whose every value is faulty, by what is wrong with the first. */
  readonly unusable: readonly NotSyncedCount[];
  /** Users without a value. */
  readonly missing: number;
}

/** What would become of a sample of users in a step. Holds counts only. */
export interface DryRunReport {
  readonly users: number;
  /** Users or lines that are faulty and would not enter at all. */
  readonly rejected: number;
  readonly usable: number;
  /** usable + the sum of these = users. */
  readonly notSynced: readonly NotSyncedCount[];
  readonly fields: readonly FieldReport[];
  /** Usable users all of whose identifiers an earlier user of the sample has too. */
  readonly duplicateUsers: number;
  /** Whether every user was looked at for duplicates; false when the sample was too large for it. */
  readonly duplicatesComplete: boolean;
  /** Requests to Pinterest, those that create the audience included. */
  readonly requests: number;
}
