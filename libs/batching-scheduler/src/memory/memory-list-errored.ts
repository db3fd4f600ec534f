import { type ErroredItem, type ErroredPage, type ErroredQuery } from '../batch-inspector.port.ts';
import { type ErroredPlace, pageOf, startOf } from '../errored-page.ts';
import { historyOf } from './memory-find-item.ts';
import { type BatchRow, type ChunkRow, type MemoryState } from './memory-state.ts';

type Found = ErroredPlace & { readonly batch: BatchRow; readonly chunk: ChunkRow };

export function listErrored(state: MemoryState, query: ErroredQuery): ErroredPage {
  const from = startOf(query);
  const found = [...state.batches.values()]
    .filter((batch) => isAsked(batch, query))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((batch) => placesIn(batch, query))
    .filter((place) => isAfter(place, from));
  return pageOf(found, query.limit, (place) => toItem(state, place));
}

function isAsked(batch: BatchRow, { groupId, reason }: ErroredQuery): boolean {
  const isOfGroup = groupId === undefined || batch.groupId === groupId;
  return batch.state === 'ERRORED' && isOfGroup && (reason === undefined || batch.reason === reason);
}

function placesIn(batch: BatchRow, { sourceId }: ErroredQuery): readonly Found[] {
  return batch.chunks
    .filter((chunk) => sourceId === undefined || chunk.sourceId === sourceId)
    .flatMap((chunk) =>
      chunk.items.ids.map((_, item) => ({ batchId: batch.id, chunkNo: chunk.chunkNo, item, batch, chunk })),
    );
}

function isAfter(place: Found, from: ErroredPlace): boolean {
  if (place.batchId !== from.batchId) return place.batchId > from.batchId;
  return place.chunkNo === from.chunkNo ? place.item > from.item : place.chunkNo > from.chunkNo;
}

function toItem(state: MemoryState, { batch, chunk, item }: Found): Omit<ErroredItem, 'cursor'> {
  const { attempts } = historyOf(state, batch);
  return {
    itemId: chunk.items.ids[item] ?? '',
    sourceId: chunk.sourceId,
    batchId: batch.id,
    groupId: batch.groupId,
    operation: batch.operation,
    reason: batch.reason ?? '',
    erroredAtMs: batch.settledAtMs ?? 0,
    canRedrive: true,
    attempts: attempts.length,
    lastAttempt: attempts.at(-1) ?? null,
  };
}
