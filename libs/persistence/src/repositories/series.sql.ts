/** How the points of a series are cut, and out of which stretches they are added up. */
export type SeriesInterval = 'MINUTE' | 'HOUR' | 'DAY';

const UNIT: Readonly<Record<SeriesInterval, string>> = { MINUTE: 'minute', HOUR: 'hour', DAY: 'day' };

/** Minutes are kept as they are; every time zone begins its hours and days at a quarter of an hour. */
export const WIDTH: Readonly<Record<SeriesInterval, number>> = { MINUTE: 1, HOUR: 15, DAY: 15 };

/** $1: ids, $2: from, $3: to (excluded), $4: time zone, $5: width. */
const pointOf = (interval: SeriesInterval): string => `date_trunc('${UNIT[interval]}', at, $4)`;
/** From the beginning of the point that holds $2. */
const inRange = (interval: SeriesInterval): string =>
  `width = $5 AND at >= date_trunc('${UNIT[interval]}', $2::timestamptz, $4) AND at < $3::timestamptz`;

export const flowsSql = (interval: SeriesInterval): string => `
  SELECT ${pointOf(interval)} AS point, sum(entered) AS entered, sum(not_synced) AS "notSynced", sum(synced) AS synced,
         sum(errored) AS errored, sum(redriven) AS redriven, sum(exited) AS exited
    FROM step_rollup WHERE step_id = ANY ($1::text[]) AND ${inRange(interval)} GROUP BY 1`;

export const latenciesSql = (interval: SeriesInterval): string => `
  SELECT ${pointOf(interval)} AS point, bucket, sum(users) AS users
    FROM step_latency WHERE step_id = ANY ($1::text[]) AND ${inRange(interval)} GROUP BY 1, 2`;

export const answersSql = (interval: SeriesInterval): string => `
  SELECT ${pointOf(interval)} AS point, answer, sum(attempts) AS attempts, sum(users) AS users
    FROM attempt_rollup WHERE audience_id = ANY ($1::text[]) AND ${inRange(interval)} GROUP BY 1, 2`;

/** The beginnings of all points from $1 to before $2, in the time zone $3: days are as long as the clocks there say. */
export const pointsSql = (interval: SeriesInterval): string =>
  interval === 'DAY'
    ? `SELECT day AT TIME ZONE $3 AS point FROM generate_series(date_trunc('day', $1::timestamptz AT TIME ZONE $3),
         ($2::timestamptz - interval '1 ms') AT TIME ZONE $3, '1 day') AS day`
    : `SELECT point FROM generate_series(date_trunc('${UNIT[interval]}', $1::timestamptz, $3),
         $2::timestamptz - interval '1 ms', '1 ${UNIT[interval]}') AS point`;
