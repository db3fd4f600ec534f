import { type ItemTrace } from '../batch-inspector.port.ts';
import { originAt } from '../origins.ts';
import { type BatchRow, type MemoryState } from './memory-state.ts';
import { viewBatch } from './memory-view.ts';

export function findItem(
  state: MemoryState,
  sourceIds: readonly string[],
  itemId: string,
): readonly ItemTrace[] {
  return [...state.batches.values()].flatMap((batch) =>
    batch.chunks
      .filter(({ sourceId }) => sourceIds.includes(sourceId))
      .flatMap((chunk) =>
        chunk.items.ids.flatMap((id, index) => (id === itemId ? [{ ...chunk, index }] : [])),
      )
      .map(({ sourceId, chunkNo, items, index }) => ({
        batch: viewBatch(batch),
        sourceId,
        chunkNo,
        origin: originAt(items, index),
        ...historyOf(state, batch),
      })),
  );
}

/** What became of a batch's items until now: in it, and in those that it was split from. */
export function historyOf(state: MemoryState, batch: BatchRow): Pick<ItemTrace, 'enteredAtMs' | 'attempts'> {
  const parent = batch.parentId === null ? undefined : state.batches.get(batch.parentId);
  const before = parent ? historyOf(state, parent) : { enteredAtMs: batch.createdAtMs, attempts: [] };
  return { enteredAtMs: before.enteredAtMs, attempts: [...before.attempts, ...batch.attempts] };
}
