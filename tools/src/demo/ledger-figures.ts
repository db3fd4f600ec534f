import { type ClientBase } from 'pg';

/** What the batches and their attempts tell of a run. Times in milliseconds. */
export interface LedgerFigures {
  readonly p99SealToSentMs: number;
  readonly maxEntryToSealMs: number;
  readonly maxUsersInABatch: number;
  readonly identifiersLeft: number;
  readonly shareOfLimit: number;
}

/** Batches sealed while fewer than seven requests of the last second counted: nothing but ourselves could hold them up. */
const UNHINDERED = `
  select extract(epoch from a.started_at - b.sealed_at) * 1000 as ms
  from batching.batch b join batching.attempt a on a.batch_id = b.id and a.attempt = 1
  where (select count(*) from batching.batch o join batching.attempt oa on oa.batch_id = o.id
         where o.id <> b.id and o.sealed_at < b.sealed_at and oa.ended_at > b.sealed_at - interval '1 second') < 7`;

/** How many writes left between the first and the last full batch, against 7 in any second and 400 in any minute. */
const SHARE = `
  with sent as (
    select a.ended_at as at from batching.batch b join batching.attempt a on a.batch_id = b.id where b.is_full
  ), span as (
    select count(*) as n, extract(epoch from max(at) - min(at)) as s from sent
  )
  select n / least(7 * (s + 1), 400 * (1 + floor(s / 60)))::float8 as share from span`;

export async function figuresOf(client: ClientBase): Promise<LedgerFigures> {
  const one = async (sql: string): Promise<number> => {
    const { rows } = await client.query<{ value: string | null }>(sql);
    return Number(rows[0]?.value ?? 0);
  };
  return {
    p99SealToSentMs: Math.round(
      await one(
        `select percentile_cont(0.99) within group (order by ms) as value from (${UNHINDERED}) unhindered`,
      ),
    ),
    maxEntryToSealMs: Math.round(
      await one(
        `select max(extract(epoch from sealed_at - created_at) * 1000) as value from batching.batch where parent_id is null`,
      ),
    ),
    maxUsersInABatch: await one('select max(items) as value from batching.batch'),
    identifiersLeft: await one('select count(*) as value from batching.chunk where keys is not null'),
    shareOfLimit: await one(`select share as value from (${SHARE}) s`),
  };
}
