import { Database } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';

interface BacklogRow extends Record<string, unknown> {
  readonly state: string;
  readonly batches: number;
  readonly users: number;
  readonly oldestSeconds: number;
}

type Figure = 'batches' | 'users' | 'oldestSeconds';

/** By the index of unsettled batches: what is settled is never looked at. */
const BACKLOG = `SELECT state, count(*)::int AS batches, sum(live)::float8 AS users,
    extract(epoch FROM now() - min(sealed_at))::float8 AS "oldestSeconds"
  FROM batching.batch WHERE state IN ('READY', 'IN_FLIGHT', 'WAITING') GROUP BY state`;

const GAUGES: Readonly<Record<Figure, readonly [name: string, help: string]>> = {
  batches: ['batches', 'Sealed batches that are not settled, by state; absent while Postgres is away'],
  users: ['users', 'Users in sealed batches that are not settled, by state'],
  oldestSeconds: ['oldest_seconds', 'How long ago the oldest batch that is not settled was sealed, by state'],
};

/** What waits and is under way, of all workers together: asked of Postgres when somebody reads the metrics of one. */
@Injectable()
export class Backlog {
  private reading: Promise<readonly BacklogRow[]> | null = null;

  constructor(
    private readonly database: Database,
    registry: Registry,
  ) {
    for (const figure of Object.keys(GAUGES) as Figure[]) this.measure(figure, registry);
  }

  private measure(figure: Figure, registry: Registry): void {
    const [name, help] = GAUGES[figure];
    const gauge = new Gauge({
      name: `audience_sync_backlog_${name}`,
      help,
      labelNames: ['state'],
      registers: [registry],
      collect: async () => {
        const rows = await this.read();
        gauge.reset();
        for (const row of rows) gauge.set({ state: row.state }, row[figure]);
      },
    });
  }

  /** One read for all figures of a scrape. */
  private read(): Promise<readonly BacklogRow[]> {
    this.reading ??= this.database
      .rows<BacklogRow>(BACKLOG)
      .catch(() => [])
      .finally(() => (this.reading = null));
    return this.reading;
  }
}
