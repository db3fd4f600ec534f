import { NOT_SYNCED_REASONS, notSyncedReasonCode, notSyncedReasonOf } from './not-synced-reason.ts';

it('stores each reason as a byte that never changes', () => {
  expect(NOT_SYNCED_REASONS.map((reason) => [reason, notSyncedReasonCode(reason)])).toEqual([
    ['NO_MATCH_FIELD', 1],
    ['EMPTY', 2],
    ['TOO_LONG', 3],
    ['MALFORMED', 4],
    ['ALL_ZERO', 5],
    ['UNSUPPORTED_HASH', 6],
  ]);
  for (const reason of NOT_SYNCED_REASONS)
    expect(notSyncedReasonOf(notSyncedReasonCode(reason))).toBe(reason);
});

it.each([0, 7, 255])('knows no reason for the byte %d', (code) => {
  expect(() => notSyncedReasonOf(code)).toThrow(RangeError);
});
