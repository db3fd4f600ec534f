import { type GroupWindow } from '../append-plan.ts';
import { type AttemptRecord } from '../batch-inspector.port.ts';
import { type BatchState, type Hold, type Operation } from '../model.ts';
import { type PackedItems } from '../packed-items.ts';

export interface FlowRow {
  readonly id: string;
  hold: Hold | null;
  resumedAtMs: number | null;
  notBeforeMs: number | null;
}

export interface GroupRow {
  readonly id: string;
  flowId: string;
  window: GroupWindow;
  hold: Hold | null;
  /** What attempts that began before have to say about needing a person is stale. */
  resumedAtMs: number | null;
  serialize: boolean;
  servedAtMs: number | null;
  /** Every batch that is not settled, and the errored ones: what is still of interest. */
  batches: readonly BatchRow[];
}

export interface ChunkRow {
  readonly chunkNo: number;
  readonly sourceId: string;
  readonly items: PackedItems;
}

export interface BatchRow {
  readonly id: string;
  readonly parentId: string | null;
  readonly groupId: string;
  readonly operation: Operation;
  readonly createdAtMs: number;
  flowId: string;
  state: BatchState;
  windowNo: number | null;
  /** The window in which its items were first said; differs from `windowNo` once redriven. */
  originNo: number | null;
  chunks: readonly ChunkRow[];
  bytes: number;
  live: number;
  attempt: number;
  failures: number;
  sealedAtMs: number | null;
  settledAtMs: number | null;
  notBeforeMs: number | null;
  deadlineMs: number | null;
  leaseUntilMs: number | null;
  startedAtMs: number | null;
  reason: string | null;
  attempts: readonly AttemptRecord[];
}

/** All or nothing in memory: every change remembers how to take itself back. */
export class MemoryTransaction {
  private readonly undo: (() => void)[] = [];

  constructor(readonly nowMs: number) {}

  patch<T extends object>(row: T, change: Partial<T>): void {
    const before: Partial<T> = {};
    for (const field of Object.keys(change) as (keyof T)[]) before[field] = row[field];
    this.undo.push(() => Object.assign(row, before));
    Object.assign(row, change);
  }

  put<T>(map: Map<string, T>, key: string, row: T): T {
    this.undo.push(() => map.delete(key));
    map.set(key, row);
    return row;
  }

  rollback(): void {
    for (const takeBack of this.undo.reverse()) takeBack();
  }
}

export class MemoryState {
  readonly flows = new Map<string, FlowRow>();
  readonly groups = new Map<string, GroupRow>();
  readonly batches = new Map<string, BatchRow>();
  private lastChunkNo = 0;

  nextChunkNo(): number {
    return ++this.lastChunkNo;
  }

  flow(tx: MemoryTransaction, id: string): FlowRow {
    return (
      this.flows.get(id) ?? tx.put(this.flows, id, { id, hold: null, resumedAtMs: null, notBeforeMs: null })
    );
  }
}

/** READY, IN_FLIGHT or WAITING: sealed, and what comes of it is still open. */
export function isUnsettled(batch: BatchRow): boolean {
  return batch.state === 'READY' || batch.state === 'IN_FLIGHT' || batch.state === 'WAITING';
}

export function countItems(batch: BatchRow): number {
  return batch.chunks.reduce((sum, chunk) => sum + chunk.items.count, 0);
}

/** The group's window has come to its end. */
export function isDue(group: GroupRow, nowMs: number): boolean {
  return group.window.sealAtMs !== null && group.window.sealAtMs <= nowMs;
}

/** Nothing would be different if the group had never been. */
export function isIdle({ batches, window, hold, serialize }: GroupRow): boolean {
  return batches.length === 0 && window.windowId === null && hold === null && !serialize;
}
