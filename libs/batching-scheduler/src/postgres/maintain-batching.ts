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
  const call = async (text: string, value: unknown) =>
    (await rowsOf<{ n: number }>(db, text, [value]))[0]?.n ?? 0;
  const partitionsMade = await call(`select ${s}.make_chunk_partitions($1) as n`, daysAhead);
  let batchesPurged = 0;
  for (;;) {
    const purged = await purgeSome(db, s, redriveWindowMs);
    batchesPurged += purged;
    if (purged === 0) break;
  }
  const drop = `select ${s}.drop_chunk_partitions((now() - $1 * interval '1 ms')::date) as n`;
  const partitionsDropped = keepItemsMs === undefined ? 0 : await call(drop, keepItemsMs);
  return { partitionsMade, partitionsDropped, batchesPurged };
}

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
