import { type AppendContext, NO_WINDOW, planAppend } from '../append-plan.ts';
import { type GroupRequests } from '../append-groups.ts';
import { type AppendResult } from '../batch-store.port.ts';
import { type LedgerMovement } from '../model.ts';
import { addBatch, makeReady } from './memory-batch.ts';
import { type GroupRow, isUnsettled, type MemoryState, type MemoryTransaction } from './memory-state.ts';

/** What appending to one group did, for the caller's hints and the ledger. */
export interface GroupAppended {
  readonly opened: AppendResult['opened'];
  readonly readyFlowIds: readonly string[];
  readonly movements: readonly LedgerMovement[];
}

export function appendToGroup(
  state: MemoryState,
  tx: MemoryTransaction,
  { groupId, flowId, requests }: GroupRequests,
  context: AppendContext,
): GroupAppended {
  state.flow(tx, flowId);
  const group = state.groups.get(groupId) ?? tx.put(state.groups, groupId, newGroup(groupId, flowId));
  const moved = group.flowId !== flowId && moveToFlow(tx, group, flowId);
  const before = group.window.windowId;
  const plan = planAppend(group.window, requests, context);
  tx.patch(group, { window: plan.window });
  const chunks = plan.pieces.map((piece) => ({ ...piece, chunkNo: state.nextChunkNo() })); // in the order of arrival
  const movements = plan.batches.flatMap(({ batchId, operation, bytes, live, windowNo }) => {
    const batch =
      state.batches.get(batchId) ??
      addBatch(state, tx, group, { id: batchId, operation, createdAtMs: context.nowMs });
    const own = chunks.filter((chunk) => chunk.batchId === batchId);
    tx.patch(batch, { bytes, live, chunks: [...batch.chunks, ...own] });
    if (windowNo === null) return [];
    tx.patch(batch, { windowNo, originNo: windowNo, sealedAtMs: context.nowMs });
    return makeReady(tx, group, batch);
  });
  const { windowId, sealAtMs } = plan.window;
  const opened = windowId !== null && sealAtMs !== null && windowId !== before;
  return {
    opened: opened ? [{ groupId, windowId, sealAtMs }] : [],
    readyFlowIds:
      moved || plan.batches.some((batch) => batch.windowNo !== null && batch.live > 0) ? [flowId] : [],
    movements,
  };
}

function newGroup(id: string, flowId: string): GroupRow {
  const window = { ...NO_WINDOW, nextWindowNo: 1 };
  return {
    id,
    flowId,
    window,
    hold: null,
    resumedAtMs: null,
    serialize: false,
    servedAtMs: null,
    batches: [],
  };
}

/** What is in flight stays where it is: its outcome speaks of the flow that it went through. */
function moveToFlow(tx: MemoryTransaction, group: GroupRow, flowId: string): boolean {
  tx.patch(group, { flowId });
  const movable = group.batches.filter((batch) => batch.state !== 'IN_FLIGHT');
  for (const batch of movable) tx.patch(batch, { flowId });
  return movable.some(isUnsettled);
}
