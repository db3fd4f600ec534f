import { type ErroredItem, type ErroredPage, type ErroredQuery } from '../batch-inspector.port.ts';
import { type ErroredPlace, pageOf, startOf } from '../errored-page.ts';
import { type Operation } from '../model.ts';
import { SchedulerError } from '../scheduler.error.ts';
import { type PgContext, toMs } from './pg-context.ts';
import { historiesOf } from './pg-history.ts';
import { rowsOf } from './pg.port.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Chunks read at a time. */
const CHUNKS = 20;

interface ErroredChunk {
  readonly batchId: string;
  readonly chunkNo: number;
  readonly groupId: string;
  readonly operation: Operation;
  readonly reason: string;
  readonly erroredAtMs: number;
  readonly canRedrive: boolean;
  readonly sourceId: string;
  readonly ids: readonly string[];
}

type Found = ErroredPlace & { readonly chunk: ErroredChunk };

export async function listErrored(context: PgContext, query: ErroredQuery): Promise<ErroredPage> {
  const found = await find(context, query);
  const shown = found.slice(0, query.limit);
  const histories = await historiesOf(context, [...new Set(shown.map((place) => place.batchId))]);
  return pageOf(found, query.limit, ({ chunk, item }): Omit<ErroredItem, 'cursor'> => {
    const { ids, chunkNo: _, ...facts } = chunk;
    const attempts = histories.get(chunk.batchId)?.attempts ?? [];
    return {
      itemId: ids[item] ?? '',
      ...facts,
      attempts: attempts.length,
      lastAttempt: attempts.at(-1) ?? null,
    };
  });
}

async function find(context: PgContext, query: ErroredQuery): Promise<readonly Found[]> {
  const found: Found[] = [];
  let from = startOf(query);
  if (!UUID.test(from.batchId))
    throw new SchedulerError('INVALID_REQUEST', 'after', 'is no cursor of such a page');
  while (found.length <= query.limit) {
    const chunks = await readErrored(context, query, from);
    for (const chunk of chunks) found.push(...placesIn(chunk, from));
    const last = chunks.at(-1);
    if (!last || chunks.length < CHUNKS) break;
    from = { batchId: last.batchId, chunkNo: last.chunkNo, item: last.ids.length };
  }
  return found;
}

function placesIn(chunk: ErroredChunk, from: ErroredPlace): readonly Found[] {
  const { batchId, chunkNo } = chunk;
  const first = batchId === from.batchId && chunkNo === from.chunkNo ? from.item + 1 : 0;
  return chunk.ids.map((_, item) => ({ batchId, chunkNo, item, chunk })).slice(first);
}

function readErrored(
  { db, s }: PgContext,
  { groupId, sourceId, reason }: ErroredQuery,
  from: ErroredPlace,
): Promise<readonly ErroredChunk[]> {
  const text = `select b.id as "batchId", c.chunk_no::float8 as "chunkNo", b.group_id as "groupId", b.operation, b.reason,
      ${toMs('b.settled_at')} as "erroredAtMs", b.purged_at is null as "canRedrive", c.source_id as "sourceId", c.ids
    from ${s}.batch b join ${s}.chunk c on c.batch_id = b.id and c.created_at = b.created_at
    where b.state = 'ERRORED' and ($1::text is null or b.group_id = $1) and ($2::text is null or c.source_id = $2)
      and ($3::text is null or b.reason = $3) and (b.id, c.chunk_no) >= ($4::uuid, $5::bigint)
    order by b.id, c.chunk_no limit ${CHUNKS}`;
  return rowsOf<ErroredChunk>(db, text, [
    groupId ?? null,
    sourceId ?? null,
    reason ?? null,
    from.batchId,
    from.chunkNo,
  ]);
}
