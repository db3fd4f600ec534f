import { Client } from 'pg';

/** Tables to which every entry, attempt and outcome is written. */
const TABLES = ['batching.chunk', 'batching.batch', 'batching.attempt', 'step_metrics'] as const;
/** Postgres' own code and words when a file cannot grow. */
const REFUSE = `create or replace function chaos_full_disk() returns trigger language plpgsql as $$
  begin
    if random() < 0.3 then
      raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
    end if;
    return null;
  end $$`;

/** Until it is over, three in ten statements that write are refused, as on a disk that is full now and then. */
export async function fillDisk(databaseUrl: string, until: () => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(REFUSE);
    for (const table of TABLES)
      await client.query(
        `create trigger full_disk after insert or update on ${table} for each statement execute function chaos_full_disk()`,
      );
    await until();
  } finally {
    for (const table of TABLES) await client.query(`drop trigger if exists full_disk on ${table}`);
    await client.query('drop function if exists chaos_full_disk');
    await client.end();
  }
}
