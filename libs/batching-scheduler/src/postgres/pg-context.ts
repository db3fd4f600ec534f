import { type SchedulerOptions } from '../options.ts';
import { type PgQueryable } from './pg.port.ts';

/** What one call of the store works with: one transaction, one schema, one clock. */
export interface PgContext {
  readonly db: PgQueryable;
  /** The schema, a plain name. */
  readonly s: string;
  readonly options: SchedulerOptions;
  /** SQL for the moment, in epoch ms: the database's own clock, unless a test brings one. */
  readonly now: string;
  /** How much too early a hint may come: its sender counted by another clock. */
  readonly slackMs: number;
  readonly newId: (nowMs: number) => string;
  readonly random: () => number;
}

/** Whole milliseconds: what is stored in them comes back as the same number. */
export const DATABASE_NOW = 'floor(extract(epoch from clock_timestamp()) * 1000)::float8';

/** A column as epoch ms. */
export const toMs = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

/** Epoch ms as a timestamp. */
export const toTime = (ms: string): string => `to_timestamp(${ms}::float8 / 1000)`;
