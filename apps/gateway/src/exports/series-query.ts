import { type SeriesInterval } from '@audience-sync/persistence';

import { type RangeQuestion } from '../analytics/range.ts';

/** A range as it comes in an address. Whatever stands there is a text, several texts or nothing. */
export type SeriesQuery = Readonly<Partial<Record<'from' | 'to' | 'interval' | 'timeZone', unknown>>>;

/** What is a moment, and what is an interval, is left to whoever reads the range. */
export function readSeriesQuery({ from, to, interval, timeZone }: SeriesQuery): RangeQuestion {
  return {
    from: new Date(typeof from === 'string' ? from : Number.NaN),
    to: new Date(typeof to === 'string' ? to : Number.NaN),
    interval: (typeof interval === 'string' ? interval.toUpperCase() : 'HOUR') as SeriesInterval,
    timeZone: typeof timeZone === 'string' ? timeZone : null,
  };
}
