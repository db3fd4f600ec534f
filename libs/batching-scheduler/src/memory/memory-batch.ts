import { type LedgerMovement } from '../model.ts';
import { countBySource, moveAll, type SourceCounts } from '../movements.ts';
import { countLive } from '../packed-items.ts';
import { strikeKeys } from '../packed-items-edit.ts';
import {
  type BatchRow,
  type ChunkRow,
  type GroupRow,
  type MemoryState,
  type MemoryTransaction,
} from './memory-state.ts';

export function addBatch(
  state: MemoryState,
  tx: MemoryTransaction,
  group: GroupRow,
  given: Partial<BatchRow> & Pick<BatchRow, 'id' | 'operation' | 'createdAtMs'>,
): BatchRow {
  const batch = { ...EMPTY_BATCH, groupId: group.id, flowId: group.flowId, ...given };
  tx.patch(group, { batches: [...group.batches, batch] });
  return tx.put(state.batches, batch.id, batch);
}

const EMPTY_BATCH: Omit<BatchRow, 'id' | 'operation' | 'createdAtMs' | 'groupId' | 'flowId'> = {
  parentId: null,
  state: 'OPEN',
  windowNo: null,
  originNo: null,
  chunks: [],
  bytes: 0,
  live: 0,
  attempt: 0,
  failures: 0,
  sealedAtMs: null,
  settledAtMs: null,
  notBeforeMs: null,
  deadlineMs: null,
  leaseUntilMs: null,
  startedAtMs: null,
  reason: null,
  attempts: [],
};

/** READY, or SYNCED at once when there is nothing to send. `from`: what its items were counted as, and why. */
export function makeReady(
  tx: MemoryTransaction,
  group: GroupRow,
  batch: BatchRow,
  from: LedgerMovement['from'] = 'pending',
  reason?: string,
): readonly LedgerMovement[] {
  if (batch.live === 0) return settleSynced(tx, group, batch, from, reason);
  tx.patch(batch, { state: 'READY', settledAtMs: null });
  return from === 'pending' ? [] : moveAll(sourcesOf(batch), from, 'pending', reason);
}

/** Settles a batch and forgets what it wrote. */
export function settleSynced(
  tx: MemoryTransaction,
  group: GroupRow,
  batch: BatchRow,
  from: LedgerMovement['from'],
  reason?: string,
): readonly LedgerMovement[] {
  tx.patch(batch, {
    state: 'SYNCED',
    chunks: batch.chunks.map(withoutIdentifiers),
    live: 0,
    settledAtMs: tx.nowMs,
  });
  leaveGroup(tx, group, batch);
  return moveAll(sourcesOf(batch), from, 'synced', reason);
}

/** Gives a batch up. What it would have written is kept, to be brought back. */
export function settleErrored(
  tx: MemoryTransaction,
  batch: BatchRow,
  reason: string,
): readonly LedgerMovement[] {
  tx.patch(batch, { state: 'ERRORED', reason, notBeforeMs: null, settledAtMs: tx.nowMs });
  return moveAll(sourcesOf(batch), 'pending', 'errored', reason);
}

/** Its items are in its children now. */
export function settleSplit(
  tx: MemoryTransaction,
  group: GroupRow,
  batch: BatchRow,
  reason: string | null,
): void {
  tx.patch(batch, { state: 'SPLIT', reason, chunks: [], live: 0, settledAtMs: tx.nowMs });
  leaveGroup(tx, group, batch);
}

export function leaveGroup(tx: MemoryTransaction, group: GroupRow, batch: BatchRow): void {
  tx.patch(group, { batches: group.batches.filter((row) => row !== batch) });
}

export function sourcesOf(batch: BatchRow): SourceCounts {
  return countBySource(batch.chunks.map(({ sourceId, items }) => ({ sourceId, count: items.count })));
}

export function replaceChunks(tx: MemoryTransaction, batch: BatchRow, chunks: readonly ChunkRow[]): void {
  tx.patch(batch, { chunks, live: chunks.reduce((sum, chunk) => sum + countLive(chunk.items), 0) });
}

function withoutIdentifiers(chunk: ChunkRow): ChunkRow {
  return { ...chunk, items: { ...strikeKeys(chunk.items, () => true), data: null } };
}
