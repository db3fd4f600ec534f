import { type SettleContext } from './memory-settle.ts';
import { type HoldScope } from '../batch-store.port.ts';
import { type FlowRow, type GroupRow, type MemoryState, type MemoryTransaction } from './memory-state.ts';

/** A person's word replaces an earlier reason; parked since stays. */
export function holdRow({ state, tx, nowMs }: SettleContext, scope: HoldScope, reason: string): void {
  const row = find(state, tx, scope);
  if (row) tx.patch(row, { hold: { reason, sinceMs: row.hold?.sinceMs ?? nowMs } });
}

/** Answers the flow to dispatch, when there was such a hold. Attempts in flight that began before cannot park it again. */
export function resumeRow(
  { state, tx, nowMs }: SettleContext,
  scope: HoldScope,
  reason?: string,
): readonly string[] {
  const row = find(state, tx, scope);
  if (!row) return [];
  const lifts = row.hold !== null && (reason === undefined || row.hold.reason === reason);
  tx.patch(row, { resumedAtMs: nowMs, hold: lifts ? null : row.hold });
  return lifts ? ['flowId' in row ? row.flowId : row.id] : [];
}

function find(state: MemoryState, tx: MemoryTransaction, scope: HoldScope): FlowRow | GroupRow | undefined {
  return 'flowId' in scope ? state.flow(tx, scope.flowId) : state.groups.get(scope.groupId);
}
