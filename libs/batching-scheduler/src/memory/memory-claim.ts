import { type ClaimedBatch } from '../batch-store.port.ts';
import { type SchedulerOptions } from '../options.ts';
import { type BatchRow, type FlowRow, type GroupRow, isUnsettled, type MemoryState } from './memory-state.ts';

/** Nothing of a resting or held flow leaves. */
export function mayLeave(flow: FlowRow, nowMs: number): boolean {
  return flow.hold === null && (flow.notBeforeMs === null || flow.notBeforeMs <= nowMs);
}

export function inFlight(batches: Iterable<BatchRow>): number {
  let count = 0;
  for (const batch of batches) if (batch.state === 'IN_FLIGHT') count++;
  return count;
}

export function groupRoom(group: GroupRow, options: SchedulerOptions): number {
  return (group.serialize ? 1 : options.maxInFlightPerGroup) - inFlight(group.batches);
}

export function flowRoom(state: MemoryState, flow: FlowRow, options: SchedulerOptions): number {
  return options.maxInFlightPerFlow - inFlight(inFlow(state, flow));
}

function* inFlow(state: MemoryState, flow: FlowRow): Iterable<BatchRow> {
  for (const group of state.groups.values())
    for (const batch of group.batches) if (batch.flowId === flow.id) yield batch;
}

interface Candidate {
  readonly group: GroupRow;
  readonly batch: BatchRow;
  /** Batches of its group that would be in flight with it: fairness serves the least first. */
  readonly rank: number;
}

/** The batches to lease, fairest first; in window order within a group. */
export function pickBatches(
  state: MemoryState,
  flow: FlowRow,
  limit: number,
  nowMs: number,
  options: SchedulerOptions,
): readonly Candidate[] {
  const room = Math.min(limit, flowRoom(state, flow, options));
  if (room <= 0 || !mayLeave(flow, nowMs)) return [];
  const groups = [...state.groups.values()].filter(
    (group) => group.flowId === flow.id && group.hold === null,
  );
  return groups
    .flatMap((group) => candidatesOf(group, nowMs, options))
    .sort(fairness)
    .slice(0, room);
}

function candidatesOf(group: GroupRow, nowMs: number, options: SchedulerOptions): readonly Candidate[] {
  const room = groupRoom(group, options);
  if (room <= 0) return [];
  const flying = inFlight(group.batches);
  const claimable = group.batches.filter((batch) => isClaimable(group, batch, nowMs)).sort(byWindow);
  return claimable.slice(0, room).map((batch, i) => ({ group, batch, rank: flying + i + 1 }));
}

export function isClaimable(group: GroupRow, batch: BatchRow, nowMs: number): boolean {
  if (batch.state === 'WAITING') return (batch.notBeforeMs ?? 0) <= nowMs;
  return batch.state === 'READY' && blockersOf(group, batch).length === 0;
}

/** The no-overtaking rule: unsettled batches of the opposite operation that were sealed before. */
export function blockersOf(group: GroupRow, batch: BatchRow): readonly BatchRow[] {
  return group.batches.filter(
    (other) =>
      isUnsettled(other) &&
      other.operation !== batch.operation &&
      (other.windowNo ?? Infinity) < (batch.windowNo ?? Infinity),
  );
}

export function claimed(batch: BatchRow): ClaimedBatch {
  return { batchId: batch.id, attempt: batch.attempt };
}

export const byWindow = (a: BatchRow, b: BatchRow) =>
  (a.windowNo ?? 0) - (b.windowNo ?? 0) || (a.id < b.id ? -1 : 1);

const fairness = (a: Candidate, b: Candidate) =>
  a.rank - b.rank ||
  (a.group.servedAtMs ?? -1) - (b.group.servedAtMs ?? -1) ||
  (a.group.id < b.group.id ? -1 : a.group.id > b.group.id ? 1 : 0);
