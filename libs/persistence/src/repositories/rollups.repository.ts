import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';

const TABLES = ['step_rollup', 'step_latency', 'attempt_rollup'] as const;

/** Keeps what grows with time within bounds. */
@Injectable()
export class RollupsRepository {
  constructor(private readonly database: Database) {}

  /** Minutes that began more than so many days ago; quarters of an hour are kept for good. */
  async pruneMinutes(days: number): Promise<void> {
    for (const table of TABLES)
      await this.database.execute(
        `DELETE FROM ${table} WHERE width = 1 AND at < now() - $1::int * interval '1 day'`,
        [days],
      );
  }

  /** Alerts that have been over for so many days, and what was told of them. */
  async pruneAlerts(days: number): Promise<void> {
    const old = `SELECT id FROM alert WHERE resolved_at < now() - $1::int * interval '1 day'`;
    await this.database.execute(`DELETE FROM alert_delivery WHERE alert_id IN (${old})`, [days]);
    await this.database.execute(`DELETE FROM alert WHERE id IN (${old})`, [days]);
  }
}
