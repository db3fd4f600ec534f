import { type SeriesInterval } from '@audience-sync/persistence';

import { type RangeQuestion } from '../analytics/range.ts';
import { InputProblem, InvalidInputError } from '../graphql/user-error.object.ts';

/** A range as it comes in an address. Whatever stands there is a text, several texts or nothing. */
export type SeriesQuery = Readonly<Partial<Record<'from' | 'to' | 'interval' | 'timeZone', unknown>>>;

const INTERVALS: ReadonlySet<string> = new Set<SeriesInterval>(['MINUTE', 'HOUR', 'DAY']);

/** What is a moment is left to whoever reads the range. */
export function readSeriesQuery({
  from,
  to,
  interval,
  timeZone,
}: SeriesQuery): RangeQuestion | InvalidInputError {
  const by = typeof interval === 'string' ? interval.toUpperCase() : 'HOUR';
  if (!INTERVALS.has(by))
    return new InvalidInputError([
      new InputProblem(['range', 'interval'], 'The interval must be minute, hour or day.'),
    ]);
  return {
    from: new Date(typeof from === 'string' ? from : Number.NaN),
    to: new Date(typeof to === 'string' ? to : Number.NaN),
    interval: by as SeriesInterval,
    timeZone: typeof timeZone === 'string' ? timeZone : null,
  };
}
