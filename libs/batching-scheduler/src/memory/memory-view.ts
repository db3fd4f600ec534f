import { type BatchView } from '../batch-inspector.port.ts';
import { type BatchRow } from './memory-state.ts';

export function viewBatch(batch: BatchRow): BatchView {
  return {
    batchId: batch.id,
    parentId: batch.parentId,
    flowId: batch.flowId,
    groupId: batch.groupId,
    operation: batch.operation,
    state: batch.state,
    windowNo: batch.windowNo,
    items: batch.chunks.reduce((sum, chunk) => sum + chunk.items.count, 0),
    live: batch.live,
    attempt: batch.attempt,
    failures: batch.failures,
    sealedAtMs: batch.sealedAtMs,
    settledAtMs: batch.settledAtMs,
    notBeforeMs: batch.notBeforeMs,
    deadlineMs: batch.deadlineMs,
    leaseUntilMs: batch.leaseUntilMs,
    reason: batch.reason,
  };
}
