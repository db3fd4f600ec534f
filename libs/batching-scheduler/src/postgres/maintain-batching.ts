import { toTime, DATABASE_NOW } from './pg-context.ts';
import { type PgQueryable, plainName, rowsOf } from './pg.port.ts';

const DAY_MS = 86_400_000;
const BATCHES_PER_STATEMENT = 200;

/** What to keep, and where. */
export interface MaintainOptions {
  /** Where the tables are. Default `batching`. */
  readonly schema?: string;
  /** Errored batches keep their keys and payloads so long, to be brought back; then both are deleted. Default 7 days. */
  readonly redriveWindowMs?: number;
  /** Days for which partitions are made ahead. Default 7. */
  readonly daysAhead?: number;
  /** Items older than this are dropped, a day at a time, unless something of that day is still to be sent. Default: never. */
  readonly keepItemsMs?: number;
}

/** What a maintenance did. */
export interface Maintained {
  /** Days made ahead. */
  readonly partitionsMade: number;
  /** Days that were older than `keepItemsMs`. */
  readonly partitionsDropped: number;
  /** Errored batches whose keys and payloads were deleted. */
  readonly batchesPurged: number;
}

/** What must be done once a day or so; any process may, at any time. Give a pool or a client outside a transaction: each step is short. */
export async function maintainBatching(
  db: PgQueryable,
  { schema = 'batching', redriveWindowMs = 7 * DAY_MS, daysAhead = 7, keepItemsMs }: MaintainOptions = {},
): Promise<Maintained> {
  const s = plainName(schema);
  const [made] = await rowsOf<{ n: number }>(db, `select ${s}.make_chunk_partitions($1) as n`, [daysAhead]);
  let batchesPurged = 0;
  for (;;) {
    const purged = await purgeSome(db, s, redriveWindowMs);
    batchesPurged += purged;
    if (purged === 0) break;
  }
  const partitionsDropped = keepItemsMs === undefined ? 0 : await dropDays(db, s, keepItemsMs);
  return { partitionsMade: made?.n ?? 0, partitionsDropped, batchesPurged };
}

/** A day a statement, because each stops reading and writing of items for a moment. */
async function dropDays(db: PgQueryable, s: string, keepItemsMs: number): Promise<number> {
  const olderThan = `(now() at time zone 'utc' - $1::float8 * interval '1 ms')::date`;
  const days = await rowsOf<{ day: string }>(db, `select ${s}.droppable_days(${olderThan})::text as day`, [
    keepItemsMs,
  ]);
  let dropped = 0;
  for (const { day } of days) if (await dropDay(db, s, day)) dropped++;
  if (dropped > 0) await db.query(`select ${s}.drop_split_families(${olderThan})`, [keepItemsMs]);
  return dropped;
}

/** A day that others are using at that moment stays until the next time. */
async function dropDay(db: PgQueryable, s: string, day: string): Promise<boolean> {
  try {
    const [row] = await rowsOf<{ dropped: boolean }>(db, `select ${s}.drop_chunk_day($1) as dropped`, [day]);
    return row?.dropped ?? false;
  } catch (error) {
    if (IN_USE.has((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

/** Postgres' codes for a lock that was not to be had in time, and for a deadlock. */
const IN_USE: ReadonlySet<string> = new Set(['55P03', '40P01']);

async function purgeSome(db: PgQueryable, s: string, redriveWindowMs: number): Promise<number> {
  const text = `with old as materialized (
      select id, created_at from ${s}.batch
      where state = 'ERRORED' and purged_at is null and settled_at <= ${toTime(`(${DATABASE_NOW} - $1)`)}
      order by settled_at limit ${BATCHES_PER_STATEMENT} for no key update skip locked
    ), cleared as (
      update ${s}.chunk c set keys = null, key_counts = null, key_tags = null, data = null
      from old where c.batch_id = old.id and c.created_at = old.created_at
    ), purged as (
      update ${s}.batch b set purged_at = now(), live = 0 from old where b.id = old.id returning b.id
    ) select count(*)::int as n from purged`;
  return (await rowsOf<{ n: number }>(db, text, [redriveWindowMs]))[0]?.n ?? 0;
}
