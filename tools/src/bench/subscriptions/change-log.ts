import { Client } from 'pg';

/** One committed change of a step's counters. */
export interface Change {
  readonly atMs: number;
  readonly entered: number;
  readonly settled: number;
}

/** The deferred trigger runs at the very end of the transaction; what it costs is counted against us. */
const KEEP = `
  CREATE SCHEMA bench;
  CREATE UNLOGGED TABLE bench.change (step_id text, entered bigint, settled bigint, at timestamptz);
  CREATE FUNCTION bench.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO bench.change VALUES
      (NEW.step_id, NEW.entered, NEW.synced + NEW.not_synced + NEW.errored, clock_timestamp());
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER note AFTER UPDATE ON step_metrics DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION bench.note()`;
const READ = `
  SELECT step_id AS "stepId", entered::float8 AS entered, settled::float8 AS settled,
         extract(epoch FROM at)::float8 * 1000 AS "atMs"
    FROM bench.change WHERE at >= to_timestamp($1::float8 / 1000) ORDER BY step_id, entered + settled`;

/** Writes down when each change of any step's counters was committed, by the database's own clock. */
export class ChangeLog {
  private constructor(private readonly client: Client) {}

  static async keep(databaseUrl: string): Promise<ChangeLog> {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(KEEP);
    return new ChangeLog(client);
  }

  /** By step, each in the order in which they were made. */
  async since(fromMs: number): Promise<ReadonlyMap<string, readonly Change[]>> {
    const { rows } = await this.client.query<Change & { stepId: string }>(READ, [fromMs]);
    const changes = new Map<string, Change[]>();
    for (const { stepId, ...change } of rows) {
      const known = changes.get(stepId);
      if (known) known.push(change);
      else changes.set(stepId, [change]);
    }
    return changes;
  }

  /** And takes the trigger away. */
  async close(): Promise<void> {
    await this.client.query('DROP SCHEMA bench CASCADE');
    await this.client.end();
  }
}
