import { type AttemptRecord } from '../batch-inspector.port.ts';
import { type AttemptOutcome } from '../model.ts';
import { type PgContext, toMs } from './pg-context.ts';
import { rowsOf } from './pg.port.ts';

/** What became of a batch's items until now: in it, and in those that it was split from. */
export interface History {
  /** When the first of them was opened (epoch ms). */
  readonly enteredAtMs: number;
  /** Oldest first. */
  readonly attempts: readonly AttemptRecord[];
}

interface AttemptRow {
  readonly root: string;
  readonly batchId: string;
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: Exclude<AttemptOutcome['kind'], 'deferred'> | 'lost';
  readonly reason: string | null;
  readonly status: number | null;
  readonly code: number | null;
  readonly requestId: string | null;
  readonly message: string | null;
}

/** Each batch's line of ancestors, itself included. */
const LINES = (s: string): string => `with recursive line as (
    select id as root, id, parent_id, created_at from ${s}.batch where id = any($1::uuid[])
    union all select line.root, p.id, p.parent_id, p.created_at from ${s}.batch p join line on p.id = line.parent_id)`;

export async function historiesOf(
  { db, s }: PgContext,
  batchIds: readonly string[],
): Promise<ReadonlyMap<string, History>> {
  const began = await rowsOf<{ root: string; enteredAtMs: number }>(
    db,
    `${LINES(s)} select root, ${toMs('min(created_at)')} as "enteredAtMs" from line group by root`,
    [batchIds],
  );
  const tried = await rowsOf<AttemptRow>(
    db,
    `${LINES(s)} select line.root, a.batch_id as "batchId", a.attempt, ${toMs('a.started_at')} as "startedAtMs",
        ${toMs('a.ended_at')} as "endedAtMs", a.outcome, a.reason, a.status, a.code, a.request_id as "requestId", a.message
      from ${s}.attempt a join line on line.id = a.batch_id order by a.started_at, a.ended_at`,
    [batchIds],
  );
  const attempts = (root: string) => tried.filter((row) => row.root === root).map(attemptOf);
  return new Map(began.map(({ root, enteredAtMs }) => [root, { enteredAtMs, attempts: attempts(root) }]));
}

function attemptOf(row: AttemptRow): AttemptRecord {
  const { batchId, attempt, startedAtMs, endedAtMs, outcome, reason, status, code, requestId, message } = row;
  const fields = Object.entries({ status, code, requestId, message }).filter(([, value]) => value !== null);
  const report = fields.length > 0 ? Object.fromEntries(fields) : null;
  return { batchId, attempt, startedAtMs, endedAtMs, outcome, reason, report };
}
