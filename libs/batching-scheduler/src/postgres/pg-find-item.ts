import { type BatchView, type ItemTrace } from '../batch-inspector.port.ts';
import { type PgContext } from './pg-context.ts';
import { historiesOf } from './pg-history.ts';
import { VIEW } from './pg-inspect.ts';
import { rowsOf } from './pg.port.ts';

/**
 * Looks through the chunks of one source; there is no index on every item. Half a second for ten million items of a source.
 */
export async function findItem(
  context: PgContext,
  sourceId: string,
  itemId: string,
): Promise<readonly ItemTrace[]> {
  const { db, s } = context;
  const text = `select ${VIEW} from ${s}.batch where id in (
      select batch_id from ${s}.chunk where source_id = $1 and ids @> array[$2::text])
    order by created_at, id`;
  const batches = await rowsOf<BatchView>(db, text, [sourceId, itemId]);
  const histories = await historiesOf(context, batches.map((batch) => batch.batchId)); // prettier-ignore
  return batches.flatMap((batch) => {
    const history = histories.get(batch.batchId);
    return history ? [{ batch, ...history }] : [];
  });
}
