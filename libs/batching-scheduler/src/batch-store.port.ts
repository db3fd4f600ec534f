import {
  type AttemptOutcome,
  type LeasedBatch,
  type LedgerMovement,
  type Operation,
  type SettledAttempt,
  type Settlement,
} from './model.ts';
import { type SchedulerOptions } from './options.ts';
import { type PackedItems } from './packed-items.ts';

/** Items of one source for one lane (a group and an operation). */
export interface AppendRequest {
  readonly flowId: string;
  readonly groupId: string;
  readonly operation: Operation;
  /** Who the items are counted for. */
  readonly sourceId: string;
  readonly items: PackedItems;
}

/** What the caller wakes after its transaction has committed. */
export interface AppendResult {
  /** Windows that this append opened: seal them at `sealAtMs`. */
  readonly opened: readonly {
    readonly groupId: string;
    readonly windowId: string;
    readonly sealAtMs: number;
  }[];
  /** Flows that got a READY batch. */
  readonly readyFlowIds: readonly string[];
}

/** What the end of a window came to. */
export interface SealResult {
  readonly flowId: string;
  /** Batches that may leave now, order permitting. */
  readonly ready: number;
  /** The window that begins with what did not have to leave yet: seal it at `sealAtMs`. */
  readonly opened: AppendResult['opened'];
  /** Items of batches that were left with nothing to send: synced without a request. */
  readonly movements: readonly LedgerMovement[];
}

/** One attempt at one batch: what hints name, and what `begin` and `settle` are asked about. */
export interface ClaimedBatch {
  readonly batchId: string;
  readonly attempt: number;
}

/** What a maintenance pass found and did. */
export interface SweepResult {
  readonly flowIds: readonly string[];
  readonly dueGroupIds: readonly string[];
  /** How many batches were taken back from senders that did not return. */
  readonly expiredLeases: number;
  readonly movements: readonly LedgerMovement[];
}

/** Which settled-with-error batches to bring back. All given conditions must hold. */
export interface RedriveFilter {
  /** Of this group only. Default: of all. */
  readonly groupId?: string;
  /** Of this source only. Default: of all. */
  readonly sourceId?: string;
  /** Given up for this reason only. Default: for any. */
  readonly reason?: string;
  /** These items only. Default: all. */
  readonly itemIds?: readonly string[];
}

/** What is parked: a flow with all its groups, or one group. */
export type HoldScope = { readonly flowId: string } | { readonly groupId: string };

/**
 * Keeps lanes, batches and attempts. Each method is one transaction of its own, unless `tx` is given: then it
 * is part of the caller's. Times are the store's own clock. Both stores pass the same conformance suite.
 */
export interface BatchStore<Tx = unknown> {
  /** What it goes by: a dispatcher that is given no options of its own takes these. */
  readonly options?: SchedulerOptions;
  /** Adds items to open batches; seals what is full. Locks groups in id order. All or nothing. */
  append(requests: readonly AppendRequest[], tx?: Tx): Promise<AppendResult>;
  /** Seals (and, when the window holds both operations, resolves) a group's window that is due. Null: nothing due. */
  sealWindow(groupId: string): Promise<SealResult | null>;
  /** Leases up to `limit` batches that may leave now: fair among groups, in order within one. */
  claim(flowId: string, limit: number): Promise<readonly ClaimedBatch[]>;
  /** Starts an attempt: one that was claimed, or a WAITING batch that is due. Null: not ours to send (any more, or yet). */
  begin(batch: ClaimedBatch): Promise<LeasedBatch | null>;
  /** Counts an outcome, once however often it is delivered. Null: the attempt was no longer the current one. */
  settle(batch: ClaimedBatch, outcome: AttemptOutcome): Promise<Settlement | null>;
  /** Parks a flow or a group. */
  hold(scope: HoldScope, reason: string, tx?: Tx): Promise<void>;
  /** Lifts a hold (of that reason, when given). Answers the flows to dispatch. */
  resume(scope: HoldScope, reason?: string, tx?: Tx): Promise<readonly string[]>;
  /** Brings errored batches back as new windows, less what later opposite operations have overruled. */
  redrive(filter: RedriveFilter, tx?: Tx): Promise<SweepResult>;
  /** Finds what nothing points at: due windows, expired leases, batches whose time is over, flows with work. */
  sweep(limit: number): Promise<SweepResult>;
}

/**
 * Told of every movement, and of every attempt that is settled, in the transaction that makes it, so that counters can
 * never disagree with batches. An attempt that moved nothing comes with no movements.
 */
export interface LedgerPort<Tx = unknown> {
  /** Runs inside the transaction that made the movements; a throw rolls both back. */
  record(movements: readonly LedgerMovement[], tx: Tx, attempts: readonly SettledAttempt[]): Promise<void>;
}
