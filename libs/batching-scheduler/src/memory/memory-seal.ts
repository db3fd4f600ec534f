import { type SealResult } from '../batch-store.port.ts';
import { WindowResolution } from '../conflict-resolution.ts';
import { countKeys } from '../packed-items.ts';
import { type EndingBatch, isSealedAtEnd, windowAfter } from '../window-end.ts';
import { makeReady, replaceChunks } from './memory-batch.ts';
import { type SettleContext } from './memory-settle.ts';
import {
  type BatchRow,
  type ChunkRow,
  countItems,
  type GroupRow,
  type MemoryTransaction,
} from './memory-state.ts';

/** Ends a window: resolves it when it holds both operations, and gives what leaves one window number. */
export function sealGroup({ tx, nowMs, newId, options }: SettleContext, group: GroupRow): SealResult {
  const { flushIntervalMs } = options;
  const open = group.batches.filter((batch) => batch.state === 'OPEN');
  resolve(tx, open);
  const ending = open.map((batch) => ({ batch, end: endingOf(group, batch) }));
  const kept = ending.filter(({ end }) => !isSealedAtEnd(end, nowMs, flushIntervalMs)).map(({ end }) => end);
  const sealed = ending.filter(({ end }) => !kept.includes(end)).map(({ batch }) => batch);
  const windowNo = group.window.nextWindowNo;
  const window = windowAfter(kept, windowNo + 1, newId, flushIntervalMs);
  tx.patch(group, { window });
  const movements = sealed.flatMap((batch) => {
    tx.patch(batch, { windowNo, originNo: windowNo, sealedAtMs: nowMs });
    return makeReady(tx, group, batch);
  });
  const ready = sealed.filter((batch) => batch.state === 'READY').length;
  const { windowId, sealAtMs } = window;
  const opened = windowId !== null && sealAtMs !== null ? [{ groupId: group.id, windowId, sealAtMs }] : [];
  return { flowId: group.flowId, ready, opened, movements };
}

function endingOf(group: GroupRow, batch: BatchRow): EndingBatch {
  const { id: batchId, operation, bytes, live, createdAtMs: openedAtMs } = batch;
  const isFull = group.window.open[operation]?.batchId !== batchId;
  return { batchId, operation, items: countItems(batch), bytes, live, openedAtMs, isFull };
}

function resolve(tx: MemoryTransaction, open: readonly BatchRow[]): void {
  const sides = [open.filter((b) => b.operation === 'ADD'), open.filter((b) => b.operation === 'REMOVE')];
  const [smaller = [], larger = []] = sides.sort((a, b) => keysOf(a) - keysOf(b));
  if (smaller.length === 0 || larger.length === 0) return;
  const resolution = new WindowResolution(smaller.flatMap((batch) => batch.chunks));
  for (const batch of larger.toReversed())
    replaceChunks(
      tx,
      batch,
      strike([...batch.chunks].reverse(), (chunk) => resolution.strikeLarger(chunk)).reverse(),
    );
  for (const batch of smaller)
    replaceChunks(
      tx,
      batch,
      strike(batch.chunks, (chunk) => resolution.strikeSmaller(chunk)),
    );
}

function strike(chunks: readonly ChunkRow[], strikeOne: (chunk: ChunkRow) => ChunkRow['items']): ChunkRow[] {
  return chunks.map((chunk) => ({ ...chunk, items: strikeOne(chunk) }));
}

function keysOf(batches: readonly BatchRow[]): number {
  return batches.flatMap((batch) => batch.chunks).reduce((sum, chunk) => sum + countKeys(chunk.items), 0);
}
