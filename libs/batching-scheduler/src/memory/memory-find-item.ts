import { type ItemTrace } from '../batch-inspector.port.ts';
import { type BatchRow, type MemoryState } from './memory-state.ts';
import { viewBatch } from './memory-view.ts';

export function findItem(state: MemoryState, sourceId: string, itemId: string): readonly ItemTrace[] {
  return [...state.batches.values()]
    .filter((batch) => holds(batch, sourceId, itemId))
    .map((batch) => ({ batch: viewBatch(batch), ...historyOf(state, batch) }));
}

function holds(batch: BatchRow, sourceId: string, itemId: string): boolean {
  return batch.chunks.some((chunk) => chunk.sourceId === sourceId && chunk.items.ids.includes(itemId));
}

/** What became of a batch's items until now: in it, and in those that it was split from. */
export function historyOf(state: MemoryState, batch: BatchRow): Pick<ItemTrace, 'enteredAtMs' | 'attempts'> {
  const parent = batch.parentId === null ? undefined : state.batches.get(batch.parentId);
  const before = parent ? historyOf(state, parent) : { enteredAtMs: batch.createdAtMs, attempts: [] };
  return { enteredAtMs: before.enteredAtMs, attempts: [...before.attempts, ...batch.attempts] };
}
