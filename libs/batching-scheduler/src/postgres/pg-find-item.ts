import { type BatchView, type ItemTrace } from '../batch-inspector.port.ts';
import { originAt } from '../origins.ts';
import { hashesOf, holdsId } from './id-filter.ts';
import { type OriginColumns, runsOf } from './pg-origins.ts';
import { type PgContext } from './pg-context.ts';
import { historiesOf } from './pg-history.ts';
import { VIEW } from './pg-inspect.ts';
import { rowsOf } from './pg.port.ts';

interface Place extends OriginColumns {
  readonly batchId: string;
  readonly sourceId: string;
  readonly chunkNo: number;
  readonly count: number;
  /** In the chunk, 1 for the first. */
  readonly position: number;
}

/** Looks through the filters of the sources' chunks, and into those few that may hold it. There is no index on every item. */
export async function findItem(
  context: PgContext,
  sourceIds: readonly string[],
  itemId: string,
): Promise<readonly ItemTrace[]> {
  const places = await placesOf(context, sourceIds, itemId);
  const ids = [...new Set(places.map((place) => place.batchId))];
  if (ids.length === 0) return [];
  const text = `select ${VIEW} from ${context.s}.batch where id = any($1::uuid[])`;
  const batches = new Map(
    (await rowsOf<BatchView>(context.db, text, [ids])).map((row) => [row.batchId, row]),
  );
  const histories = await historiesOf(context, ids);
  return places.flatMap(({ batchId, sourceId, chunkNo, ...row }) => {
    const batch = batches.get(batchId);
    const history = histories.get(batchId);
    const origin = originAt({ ...row, origins: runsOf(row) }, row.position - 1);
    return batch && history ? [{ batch, sourceId, chunkNo, origin, ...history }] : [];
  });
}

/** Once for each time that it was entered, in that order. */
function placesOf(
  { db, s }: PgContext,
  sourceIds: readonly string[],
  itemId: string,
): Promise<readonly Place[]> {
  const { first, second } = hashesOf(itemId);
  const text = `select c.batch_id as "batchId", c.source_id as "sourceId", c.chunk_no::float8 as "chunkNo",
      c.item_count as count, c.origins, c.origin_counts, position
    from ${s}.chunk c, unnest(array_positions(c.ids, $2::text)) position
    where c.source_id = any($1) and ${holdsId('c', '$2', '$3', '$4')} order by c.created_at, c.chunk_no`;
  return rowsOf<Place>(db, text, [sourceIds, itemId, first, second]);
}
