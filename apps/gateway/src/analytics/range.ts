import { type SeriesInterval, type SeriesRange } from '@audience-sync/persistence';

import { InputProblem, InvalidInputError } from '../graphql/user-error.object.ts';

/** A range as it is asked for. */
export interface RangeQuestion {
  readonly from: Date;
  readonly to: Date;
  readonly interval: SeriesInterval;
  readonly timeZone?: string | null;
}

/** The points of a series at most. */
export const MAX_POINTS = 2_000;
/** Minutes are kept for so many days; hours and days for good. */
export const MINUTES_KEPT_DAYS = 30;

const LENGTH_MS: Readonly<Record<SeriesInterval, number>> = {
  MINUTE: 60_000,
  HOUR: 3_600_000,
  DAY: 86_400_000,
};
/** How finely counts are kept that a point is added up of. */
const GRAIN_MS: Readonly<Record<SeriesInterval, number>> = {
  MINUTE: LENGTH_MS.MINUTE,
  HOUR: 15 * LENGTH_MS.MINUTE,
  DAY: 15 * LENGTH_MS.MINUTE,
};
const COARSER: Readonly<Record<SeriesInterval, string>> = {
  MINUTE: ' or a longer interval',
  HOUR: ' or a longer interval',
  DAY: '',
};

/**
 * The range, to the end of the minute or quarter of an hour that `to` is in, and cut at now; or everything that is wrong
 * with it. Whether the time zone exists, only the database knows.
 */
export function readRange(
  { from, to, interval, timeZone }: RangeQuestion,
  nowMs: number,
): SeriesRange | InvalidInputError {
  const problems: InputProblem[] = [];
  const refuse = (field: string, message: string): void =>
    void problems.push(new InputProblem(['range', field], message));
  const end = new Date(
    Math.min(Math.ceil(to.getTime() / GRAIN_MS[interval]) * GRAIN_MS[interval], nowMs + 1),
  );
  if (!(interval in LENGTH_MS))
    return new InvalidInputError([
      new InputProblem(['range', 'interval'], '`interval` must be minute, hour or day.'),
    ]);
  if (Number.isNaN(from.getTime())) refuse('from', '`from` must be a moment, such as 2026-01-31T00:00:00Z.');
  else if (from.getTime() > nowMs) refuse('from', 'The range begins in the future.');
  if (Number.isNaN(to.getTime())) refuse('to', '`to` must be a moment, such as 2026-01-31T00:00:00Z.');
  else if (to <= from) refuse('to', 'The range ends before it begins.');
  else if ((end.getTime() - from.getTime()) / LENGTH_MS[interval] > MAX_POINTS)
    refuse(
      'interval',
      `The range has more than ${MAX_POINTS} points: take a shorter one${COARSER[interval]}.`,
    );
  else if (interval === 'MINUTE' && nowMs - from.getTime() > MINUTES_KEPT_DAYS * LENGTH_MS.DAY)
    refuse('from', `Minutes are kept for ${MINUTES_KEPT_DAYS} days: take a longer interval.`);
  if (problems.length > 0) return new InvalidInputError(problems);
  return { from, to: end, interval, timeZone: timeZone ?? 'UTC' };
}
