import { type SchedulerOptions } from '../options.ts';
import { isClaimable, mayLeave } from './memory-claim.ts';
import { type BatchRow, type FlowRow, type GroupRow, isDue, type MemoryState } from './memory-state.ts';

/** Leases that ran out. */
export function findLost(state: MemoryState, nowMs: number): readonly BatchRow[] {
  return live(state).filter((batch) => batch.state === 'IN_FLIGHT' && (batch.leaseUntilMs ?? 0) <= nowMs);
}

/** Parked batches whose time is over, with the reason they were parked for. */
export function findExpired(
  state: MemoryState,
  nowMs: number,
  options: Pick<SchedulerOptions, 'retryWindowMs'>,
): readonly { batch: BatchRow; reason: string }[] {
  return live(state).flatMap((batch) => {
    if (batch.state !== 'READY' && batch.state !== 'WAITING') return [];
    const holds = [state.flows.get(batch.flowId)?.hold, state.groups.get(batch.groupId)?.hold];
    const [hold] = holds.flatMap((h) => (h ? [h] : [])).sort((a, b) => a.sinceMs - b.sinceMs);
    if (!hold) return [];
    const parkedAtMs = Math.max(batch.sealedAtMs ?? 0, hold.sinceMs);
    return (batch.deadlineMs ?? parkedAtMs + options.retryWindowMs) <= nowMs
      ? [{ batch, reason: hold.reason }]
      : [];
  });
}

/** Windows whose end has come. */
export function findDueGroups(state: MemoryState, nowMs: number): readonly GroupRow[] {
  return [...state.groups.values()].filter((group) => isDue(group, nowMs));
}

/** Flows that have something to claim now. */
export function findReadyFlows(state: MemoryState, nowMs: number): readonly FlowRow[] {
  const ready = new Set<string>();
  for (const group of state.groups.values())
    if (!group.hold && group.batches.some((batch) => isClaimable(group, batch, nowMs)))
      ready.add(group.flowId);
  return [...state.flows.values()].filter((flow) => ready.has(flow.id) && mayLeave(flow, nowMs));
}

function live(state: MemoryState): readonly BatchRow[] {
  return [...state.groups.values()].flatMap((group) => group.batches);
}
