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

/** What batches, chunks and the account of what was dropped say that a step's counters must be. */
const RECOUNT = `
  select step_id,
         coalesce(sum(n) filter (where outcome = 'SYNCED'), 0) as synced,
         coalesce(sum(n) filter (where outcome = 'ERRORED'), 0) as errored,
         coalesce(sum(n) filter (where outcome in ${PENDING}), 0) as pending,
         coalesce(sum(n) filter (where outcome = 'NOT_SYNCED'), 0) as not_synced
  from (
    select c.source_id as step_id, b.state as outcome, c.item_count as n
      from batching.chunk c join batching.batch b on b.id = c.batch_id where b.state <> 'SPLIT'
    union all select source_id, state, items from batching.dropped_items
    union all select step_id, 'NOT_SYNCED', cardinality(external_ids) from not_synced_chunk
    union all select step_id, 'NOT_SYNCED', users from not_synced_past
  ) counted
  group by 1`;

/** Which steps are the last ones, of canvases whose steps have not changed since users came: those that were launched once. */
const LAST_OF_STEADY = `
  select s.id as step_id, s.position = max(s.position) over (partition by s.canvas_id) as is_last
  from step s join canvas c on c.id = s.canvas_id and c.status = 'ACTIVE'
  where (select count(*) from audit_event e where e.workspace_id = c.workspace_id
    and e.subject_id = c.id and e.action = 'canvas.launched') = 1`;

/** A batch whose chunks went with their day: it is there for what was split from it or beside it. */
const DROPPED = `exists (select from batching.dropped_day d where d.day = (b.created_at at time zone 'utc')::date)`;

/** Invariants 1, 2 and 4 of the ledger, each as a question whose answer must be empty. */
export const LEDGER_CHECKS: readonly Check[] = [
  {
    name: 'entered = synced + not synced + pending + errored',
    sql: `select step_id as where_, format('%s entered, %s + %s + %s + %s counted', entered, synced, not_synced, pending, errored) as detail
      from step_metrics where entered <> synced + not_synced + pending + errored`,
  },
  {
    name: 'proceeded = entered, and exited = entered on a last step, else 0',
    sql: `select m.step_id as where_, format('%s entered, %s proceeded, %s exited', m.entered, m.proceeded, m.exited) as detail
      from step_metrics m left join (${LAST_OF_STEADY}) s using (step_id)
      where m.proceeded <> m.entered or m.exited not between 0 and m.entered
        or m.exited <> case when s.is_last then m.entered when not s.is_last then 0 else m.exited end`,
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
    name: 'every chunk belongs to a batch that may hold chunks',
    sql: `select c.batch_id::text as where_, format('%s users of %s, batch %s', c.item_count, c.source_id, coalesce(b.state, 'is missing')) as detail
      from batching.chunk c left join batching.batch b on b.id = c.batch_id where b.id is null or b.state = 'SPLIT'`,
  },
  {
    name: 'a batch holds as many users as its chunks, and a chunk as many as it names',
    sql: `select b.id::text as where_,
        format('%s in the batch, %s in its chunks, %s named', b.items, coalesce(c.items, 0), coalesce(c.named, 0)) as detail
      from batching.batch b
      left join (select batch_id, sum(item_count) as items, sum(cardinality(ids)) as named from batching.chunk group by 1) c
        on c.batch_id = b.id
      where b.state <> 'SPLIT' and (b.items, b.items) is distinct from (coalesce(c.items, 0), coalesce(c.named, 0))
        and not ${DROPPED}`,
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
  {
    name: 'what is settled has an outcome, and what is not has none',
    sql: `select id::text as where_, format('%s, settled at %s', state, coalesce(settled_at::text, 'no time')) as detail
      from batching.batch where (state in ('SYNCED', 'ERRORED', 'SPLIT')) <> (settled_at is not null)`,
  },
  {
    name: 'nobody is errored before the window is over, except for a record that was refused',
    sql: `select b.id::text as where_, format('%s at %s, due at %s', b.reason, b.settled_at, b.deadline) as detail
      from batching.batch b where b.state = 'ERRORED' and b.deadline > b.settled_at and b.reason <> 'BAD_RECORDS'`,
  },
];

/** Faults of one check that are told. */
const SHOWN = 20;

/** Runs every check on one snapshot; writers go on meanwhile. */
export async function findLedgerFaults(client: ClientBase): Promise<readonly LedgerFault[]> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const faults: LedgerFault[] = [];
    for (const { name, sql } of LEDGER_CHECKS) {
      const { rows } = await client.query<{ where_: string; detail: string }>(`${sql} limit ${SHOWN + 1}`);
      const shown = rows
        .slice(0, SHOWN)
        .map((row) => ({ check: name, where: row.where_, detail: row.detail }));
      const rest = rows.length > SHOWN ? [{ check: name, where: 'elsewhere', detail: 'and more' }] : [];
      faults.push(...shown, ...rest);
    }
    return faults;
  } finally {
    await client.query('rollback');
  }
}
