/**
 * Why a user of a step cannot be synced:
 * - `NO_MATCH_FIELD`: the user has no value for any match field of the step;
 * - `EMPTY`, `TOO_LONG`, `MALFORMED`, `ALL_ZERO`, `UNSUPPORTED_HASH`: there are values and none is usable; this is
 *   what is wrong with the first of them.
 */
export const NOT_SYNCED_REASONS = [
  'NO_MATCH_FIELD',
  'EMPTY',
  'TOO_LONG',
  'MALFORMED',
  'ALL_ZERO',
  'UNSUPPORTED_HASH',
] as const;
export type NotSyncedReason = (typeof NOT_SYNCED_REASONS)[number];

/** The byte that a reason is stored as: 1 for the first. Reasons are only ever appended to the list. */
export function notSyncedReasonCode(reason: NotSyncedReason): number {
  return NOT_SYNCED_REASONS.indexOf(reason) + 1;
}

/** The reason behind a stored byte. Throws a RangeError for a byte that stands for none. */
export function notSyncedReasonOf(code: number): NotSyncedReason {
  const reason = NOT_SYNCED_REASONS[code - 1];
  if (reason === undefined) throw new RangeError(`no reason has the code ${code}`);
  return reason;
}
