import { type ClientBase } from 'pg';

/** One thing that is wrong, and where. */
export interface LedgerFault {
  readonly check: string;
  readonly where: string;
  readonly detail: string;
}

interface Check {
  readonly name: string;
  /** Answers a row (`where_`, `detail`) for everything that is wrong. */
  readonly sql: string;
}

const PENDING = `('OPEN', 'READY', 'IN_FLIGHT', 'WAITING')`;

/** What the batches and chunks say that a step's counters must be. */
const RECOUNT = `
  select coalesce(held.step_id, skipped.step_id) as step_id,
         coalesce(synced, 0) as synced, coalesce(errored, 0) as errored, coalesce(pending, 0) as pending,
         coalesce(not_synced, 0) as not_synced
  from (
    select c.source_id as step_id,
           sum(c.item_count) filter (where b.state = 'SYNCED') as synced,
           sum(c.item_count) filter (where b.state = 'ERRORED') as errored,
           sum(c.item_count) filter (where b.state in ${PENDING}) as pending
    from batching.chunk c join batching.batch b on b.id = c.batch_id
    where b.state <> 'SPLIT'
    group by 1
  ) held
  full join (
    select step_id, sum(cardinality(external_ids)) as not_synced from not_synced_chunk group by 1
  ) skipped using (step_id)`;

/** Invariants 1, 2 and 4 of the ledger, each as a question whose answer must be empty. */
export const LEDGER_CHECKS: readonly Check[] = [
  {
    name: 'entered = synced + not synced + pending + errored',
    sql: `select step_id as where_, format('%s entered, %s + %s + %s + %s counted', entered, synced, not_synced, pending, errored) as detail
      from step_metrics where entered <> synced + not_synced + pending + errored`,
  },
  {
    name: 'proceeded = entered, and exited = entered or 0',
    sql: `select step_id as where_, format('%s entered, %s proceeded, %s exited', entered, proceeded, exited) as detail
      from step_metrics where proceeded <> entered or exited not in (0, entered)`,
  },
  {
    name: 'the counters equal a recount from batches and chunks',
    sql: `select step_id as where_,
        format('counters %s/%s/%s/%s, recount %s/%s/%s/%s (synced/not synced/pending/errored)',
          m.synced, m.not_synced, m.pending, m.errored, r.synced, r.not_synced, r.pending, r.errored) as detail
      from step_metrics m full join (${RECOUNT}) r using (step_id)
      where (coalesce(m.synced, 0), coalesce(m.not_synced, 0), coalesce(m.pending, 0), coalesce(m.errored, 0))
        is distinct from (coalesce(r.synced, 0), coalesce(r.not_synced, 0), coalesce(r.pending, 0), coalesce(r.errored, 0))`,
  },
  {
    name: 'a batch holds as many users as its chunks',
    sql: `select b.id::text as where_, format('%s in the batch, %s in its chunks', b.items, coalesce(c.items, 0)) as detail
      from batching.batch b
      left join (select batch_id, sum(item_count) as items from batching.chunk group by 1) c on c.batch_id = b.id
      where b.state <> 'SPLIT' and b.items <> coalesce(c.items, 0)`,
  },
  {
    name: 'a split batch gave all of its users to its children',
    sql: `select p.id::text as where_, format('%s users, children hold %s', p.items, coalesce(sum(c.items), 0)) as detail
      from batching.batch p left join batching.batch c on c.parent_id = p.id
      where p.state = 'SPLIT' group by p.id having p.items <> coalesce(sum(c.items), 0)`,
  },
  {
    name: 'an outcome is counted once',
    sql: `select b.id::text as where_, format('%s accepted attempts, state %s', count(a.*), b.state) as detail
      from batching.batch b left join batching.attempt a on a.batch_id = b.id and a.outcome = 'accepted'
      group by b.id having count(a.*) > 1 or (count(a.*) = 1) and b.state <> 'SYNCED'`,
  },
];

/** Runs every check on one snapshot; writers go on meanwhile. */
export async function findLedgerFaults(client: ClientBase): Promise<readonly LedgerFault[]> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const faults: LedgerFault[] = [];
    for (const { name, sql } of LEDGER_CHECKS) {
      const { rows } = await client.query<{ where_: string; detail: string }>(`${sql} limit 20`);
      faults.push(...rows.map((row) => ({ check: name, where: row.where_, detail: row.detail })));
    }
    return faults;
  } finally {
    await client.query('rollback');
  }
}
