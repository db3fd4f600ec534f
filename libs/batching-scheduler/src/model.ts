import { type PackedItems } from './packed-items.ts';

/** The two opposite operations of an ordering group. Batches of the same operation commute. */
export type Operation = 'ADD' | 'REMOVE';

/**
 * OPEN collects items; READY may leave; IN_FLIGHT is leased to one sender; WAITING backs off until `notBefore`;
 * SYNCED and ERRORED are settled; SPLIT has handed its items to two children.
 * A READY or WAITING batch of a held flow or group is *parked*: see {@link Hold}.
 */
export type BatchState = 'OPEN' | 'READY' | 'IN_FLIGHT' | 'WAITING' | 'SYNCED' | 'ERRORED' | 'SPLIT';

/** Where a group's writes go through: everything that shares one transport limit is one flow. */
export interface Flow {
  readonly id: string;
  readonly hold: Hold | null;
  /** Nothing of this flow leaves before (the limiter said so). Milliseconds since the epoch. */
  readonly notBeforeMs: number | null;
}

/** Why nothing of a flow or a group leaves until somebody acts, and since when. */
export interface Hold {
  readonly reason: string;
  readonly sinceMs: number;
}

/** What the other side answered to one attempt; kept as the attempt's record. Never holds item data. */
export interface AttemptReport {
  /** Such as the HTTP status. */
  readonly status?: number;
  /** The other side's own code. */
  readonly code?: number;
  /** What its support asks for. */
  readonly requestId?: string;
  /** Short words of the other side, without personal data. */
  readonly message?: string;
}

/** What became of one attempt, as the transport saw it. "No" is a value; a transport that throws is treated as `retry`. */
export type AttemptOutcome =
  | { readonly kind: 'accepted'; readonly report?: AttemptReport }
  /**
   * Failed for now. `notBeforeMs` (epoch ms): the other side's own wish. `overAtMs` (epoch ms), when no answer came: when the
   * request is surely over. Repeated or given up before, it could still undo what is sent after that. `serialize`: send this
   * group's batches one at a time from now on.
   */
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly notBeforeMs?: number;
      readonly overAtMs?: number;
      readonly serialize?: boolean;
      readonly report?: AttemptReport;
    }
  /** A person must act first: parks the whole flow or group until it is resumed. */
  | {
      readonly kind: 'hold';
      readonly scope: 'flow' | 'group';
      readonly reason: string;
      readonly report?: AttemptReport;
    }
  /** The content was refused: split in halves until the bad item stands alone. */
  | { readonly kind: 'refused'; readonly reason: string; readonly report?: AttemptReport }
  /** Never sent (no permit, no lease left): the batch goes back untouched, and the flow rests until then. */
  | { readonly kind: 'deferred'; readonly untilMs: number; readonly reason?: string };

/** A batch under lease, with its items; what a transport sends. */
export interface LeasedBatch {
  readonly batchId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly flowId: string;
  readonly groupId: string;
  readonly operation: Operation;
  readonly items: PackedItems;
  readonly sealedAtMs: number;
  /** Send nothing that may outlive this moment (epoch ms, by the dispatcher's clock): somebody else may own the batch by then. */
  readonly leaseUntilMs: number;
  /** When the retry window ends (epoch ms, by the dispatcher's clock): a failure after it is the last. Null while nothing has failed. */
  readonly deadlineMs: number | null;
}

/** Items of one source moved between two outcomes. The host keeps its counters with these, in the same transaction. */
export interface LedgerMovement {
  readonly sourceId: string;
  readonly from: 'pending' | 'errored';
  readonly to: 'pending' | 'synced' | 'errored';
  readonly count: number;
  /** Why, when `to` is `errored`; why they had been, when `from` is. */
  readonly reason?: string;
}

/** One try at sending a batch, as it is settled. Deferrals are no tries. */
export interface SettledAttempt {
  readonly batchId: string;
  readonly groupId: string;
  readonly flowId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly items: number;
  /** `lost`: the sender did not come back within its lease. */
  readonly outcome: Exclude<AttemptOutcome['kind'], 'deferred'> | 'lost';
  readonly reason: string | null;
  /** What the other side answered, when it did. */
  readonly status: number | null;
  /** When the first of its items came (epoch ms); the last came at most a flush interval later. */
  readonly enteredAtMs: number;
  /** By the same clock (epoch ms). */
  readonly settledAtMs: number;
}

/** What a settled attempt did. */
export interface Settlement {
  readonly batchId: string;
  readonly groupId: string;
  readonly flowId: string;
  readonly operation: Operation;
  readonly attempt: number;
  readonly state: Exclude<BatchState, 'OPEN' | 'IN_FLIGHT'>;
  /** When the next attempt may leave, for WAITING (and READY after a deferral). */
  readonly notBeforeMs: number | null;
  readonly hold: { readonly scope: 'flow' | 'group'; readonly reason: string } | null;
  readonly movements: readonly LedgerMovement[];
}
