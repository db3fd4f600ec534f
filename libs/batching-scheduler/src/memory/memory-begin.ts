import { type ClaimedBatch } from '../batch-store.port.ts';
import { type LeasedBatch } from '../model.ts';
import { type SchedulerOptions } from '../options.ts';
import { concatPacked } from '../packed-items-edit.ts';
import { flowRoom, groupRoom, mayLeave } from './memory-claim.ts';
import { type BatchRow, type MemoryState, type MemoryTransaction } from './memory-state.ts';

/** Leases the batch to whoever asks first with the right attempt. */
export function beginAttempt(
  state: MemoryState,
  tx: MemoryTransaction,
  { batchId, attempt }: ClaimedBatch,
  nowMs: number,
  options: SchedulerOptions,
): LeasedBatch | null {
  const batch = state.batches.get(batchId);
  const group = batch && state.groups.get(batch.groupId);
  if (!batch || !group) return null;
  const flow = state.flow(tx, batch.flowId);
  const isHeld = flow.hold !== null || group.hold !== null;
  if (isClaimedFor(batch, attempt) && isHeld) {
    tx.patch(batch, { state: 'READY', flowId: group.flowId, leaseUntilMs: null });
    return null;
  }
  const isDue = !isHeld && mayLeave(flow, nowMs) && isDueFor(batch, attempt, nowMs);
  const hasRoom = flowRoom(state, flow, options) > 0 && groupRoom(group, options) > 0;
  if (!isClaimedFor(batch, attempt) && !(isDue && hasRoom)) return null;
  const leaseUntilMs = nowMs + options.leaseMs;
  tx.patch(batch, { state: 'IN_FLIGHT', attempt, startedAtMs: nowMs, leaseUntilMs, notBeforeMs: null });
  return leased(batch, leaseUntilMs);
}

function leased(batch: BatchRow, leaseUntilMs: number): LeasedBatch {
  const { id: batchId, attempt, flowId, groupId, operation } = batch;
  const items = concatPacked(batch.chunks.map((chunk) => chunk.items));
  return {
    batchId,
    attempt,
    flowId,
    groupId,
    operation,
    items,
    sealedAtMs: batch.sealedAtMs ?? 0,
    leaseUntilMs,
    deadlineMs: batch.deadlineMs,
  };
}

/** Claimed, and nobody has begun: the hint may come twice. */
function isClaimedFor(batch: BatchRow, attempt: number): boolean {
  return batch.state === 'IN_FLIGHT' && batch.attempt === attempt && batch.startedAtMs === null;
}

function isDueFor(batch: BatchRow, attempt: number, nowMs: number): boolean {
  return batch.state === 'WAITING' && batch.attempt + 1 === attempt && (batch.notBeforeMs ?? 0) <= nowMs;
}
