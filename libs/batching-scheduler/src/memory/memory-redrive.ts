import { type RedriveFilter } from '../batch-store.port.ts';
import { type LedgerMovement } from '../model.ts';
import { makeReady, settleSplit } from './memory-batch.ts';
import { part, partChunks, type SettleContext } from './memory-settle.ts';
import { type BatchRow, type ChunkRow, type GroupRow } from './memory-state.ts';

/** Brings the errored batches of a group back, or the chosen items of them, oldest word first. */
export function redriveGroup(
  context: SettleContext,
  group: GroupRow,
  filter: RedriveFilter,
): readonly LedgerMovement[] {
  if (filter.groupId !== undefined && filter.groupId !== group.id) return [];
  const itemIds = filter.itemIds && new Set(filter.itemIds);
  const isChosen = (chunk: ChunkRow, item: number) =>
    (filter.sourceId === undefined || chunk.sourceId === filter.sourceId) &&
    (!itemIds || itemIds.has(chunk.items.ids[item] ?? ''));
  return group.batches
    .filter(
      (batch) => batch.state === 'ERRORED' && (filter.reason === undefined || batch.reason === filter.reason),
    )
    .sort((a, b) => (a.originNo ?? 0) - (b.originNo ?? 0) || (a.id < b.id ? -1 : 1))
    .flatMap((batch) => redriveBatch(context, group, batch, isChosen));
}

type IsChosen = (chunk: ChunkRow, item: number) => boolean;

function redriveBatch(
  context: SettleContext,
  group: GroupRow,
  batch: BatchRow,
  isChosen: IsChosen,
): readonly LedgerMovement[] {
  const isAny = (wanted: boolean) =>
    partChunks(batch.chunks, (_, chunk, i) => isChosen(chunk, i) === wanted).length > 0;
  if (!isAny(true)) return [];
  if (!isAny(false)) return bringBack(context, group, batch);
  const { reason, settledAtMs } = batch;
  const [chosen, others] = part(context, group, batch, (_, chunk, i) => isChosen(chunk, i));
  settleSplit(context.tx, group, batch, reason);
  context.tx.patch(others, { state: 'ERRORED', settledAtMs });
  return bringBack(context, group, chosen);
}

/** A new place in the order of leaving; its words keep the place in which they were said (`originNo`). */
function bringBack(
  { tx, nowMs }: SettleContext,
  group: GroupRow,
  batch: BatchRow,
): readonly LedgerMovement[] {
  const windowNo = group.window.nextWindowNo;
  const reason = batch.reason ?? undefined;
  tx.patch(group, { window: { ...group.window, nextWindowNo: windowNo + 1 } });
  tx.patch(batch, {
    windowNo,
    flowId: group.flowId,
    sealedAtMs: nowMs,
    failures: 0,
    deadlineMs: null,
    reason: null,
  });
  return makeReady(tx, group, batch, 'errored', reason);
}
