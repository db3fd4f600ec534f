import { type AnswerClass, type LatencyCounts } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';
import { answersSql, flowsSql, latenciesSql, pointsSql, type SeriesInterval, WIDTH } from './series.sql.ts';

/**
 * A stretch of time and how it is cut: from the beginning of the interval that holds `from`, to the end of the minute, or
 * for hours and days the quarter of an hour, before `to` or around it.
 */
export interface SeriesRange {
  readonly from: Date;
  readonly to: Date;
  readonly interval: SeriesInterval;
  /** A name of the IANA database, such as `America/Sao_Paulo`. */
  readonly timeZone: string;
}

/** Users who moved within a stretch of time. */
export interface Flows {
  readonly entered: number;
  readonly notSynced: number;
  readonly synced: number;
  readonly errored: number;
  readonly redriven: number;
  readonly exited: number;
}

export interface SeriesPoint extends Flows {
  readonly start: Date;
  /** How long it took those who were synced. */
  readonly latencies: LatencyCounts;
}

export interface AnswerPoint {
  readonly start: Date;
  readonly answers: readonly {
    readonly answer: AnswerClass;
    readonly attempts: number;
    readonly users: number;
  }[];
}

const FLOWS = ['entered', 'notSynced', 'synced', 'errored', 'redriven', 'exited'] as const;
type FlowRow = { readonly point: Date } & Record<(typeof FLOWS)[number], string>;
interface LatencyRow {
  readonly point: Date;
  readonly bucket: number;
  readonly users: string;
}
interface AnswerRow {
  readonly point: Date;
  readonly answer: AnswerClass;
  readonly attempts: string;
  readonly users: string;
}

/** What moved when. The caller has checked whose the steps and audiences are. */
@Injectable()
export class SeriesRepository {
  constructor(private readonly database: Database) {}

  /** Whether the database knows the time zone. */
  async knowsTimeZone(name: string): Promise<boolean> {
    const rows = await this.database.rows('SELECT FROM pg_timezone_names WHERE name = $1', [name]);
    return rows.length > 0;
  }

  /** A point for every interval, those in which nothing happened included. */
  async ofSteps(stepIds: readonly string[], range: SeriesRange): Promise<readonly SeriesPoint[]> {
    const values = valuesOf(stepIds, range);
    const [points, flows, latencies] = await Promise.all([
      this.points(range),
      this.database.rows<FlowRow>(flowsSql(range.interval), values),
      this.database.rows<LatencyRow>(latenciesSql(range.interval), values),
    ]);
    const flowAt = new Map(flows.map((row) => [row.point.getTime(), row]));
    const latencyAt = groupByPoint(latencies);
    return merged(points, flows).map((start) => ({
      start,
      ...flowsOf(flowAt.get(start.getTime())),
      latencies: new Map(
        (latencyAt.get(start.getTime()) ?? []).map((row) => [row.bucket, Number(row.users)]),
      ),
    }));
  }

  async ofAnswers(audienceIds: readonly string[], range: SeriesRange): Promise<readonly AnswerPoint[]> {
    const [points, rows] = await Promise.all([
      this.points(range),
      this.database.rows<AnswerRow>(answersSql(range.interval), valuesOf(audienceIds, range)),
    ]);
    const at = groupByPoint(rows);
    return merged(points, rows).map((start) => ({
      start,
      answers: (at.get(start.getTime()) ?? []).map(({ answer, attempts, users }) => ({
        answer,
        attempts: Number(attempts),
        users: Number(users),
      })),
    }));
  }

  private async points({ from, to, interval, timeZone }: SeriesRange): Promise<readonly Date[]> {
    const rows = await this.database.rows<{ point: Date }>(pointsSql(interval), [from, to, timeZone]);
    return rows.map(({ point }) => point);
  }
}

const valuesOf = (ids: readonly string[], { from, to, interval, timeZone }: SeriesRange): unknown[] => [
  [...ids],
  from,
  to,
  timeZone,
  WIDTH[interval],
];

/** Where clocks are set by half an hour, hours are found that no even step leads to: nothing that happened is left out. */
function merged(points: readonly Date[], found: readonly { readonly point: Date }[]): readonly Date[] {
  const all = new Set([...points, ...found.map(({ point }) => point)].map((date) => date.getTime()));
  return [...all].sort((a, b) => a - b).map((ms) => new Date(ms));
}

function groupByPoint<R extends { readonly point: Date }>(rows: readonly R[]): ReadonlyMap<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const row of rows) {
    const group = groups.get(row.point.getTime());
    if (group) group.push(row);
    else groups.set(row.point.getTime(), [row]);
  }
  return groups;
}

function flowsOf(row: FlowRow | undefined): Flows {
  return Object.fromEntries(FLOWS.map((name) => [name, Number(row?.[name] ?? 0)])) as unknown as Flows;
}
