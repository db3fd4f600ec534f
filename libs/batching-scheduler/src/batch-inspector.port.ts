import { type AttemptOutcome, type AttemptReport, type BatchState, type Operation } from './model.ts';
import { type WaitingExplanation } from './waiting.ts';

/** One try at sending a batch, as it is kept. Deferrals are no tries. */
export interface AttemptRecord {
  readonly batchId: string;
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** `lost`: the sender did not come back within its lease. */
  readonly outcome: Exclude<AttemptOutcome['kind'], 'deferred'> | 'lost';
  readonly reason: string | null;
  readonly report: AttemptReport | null;
}

/** A batch as it stands, without its items. Times in epoch ms. */
export interface BatchView {
  readonly batchId: string;
  readonly parentId: string | null;
  readonly flowId: string;
  readonly groupId: string;
  readonly operation: Operation;
  readonly state: BatchState;
  /** Order of leaving within the group; null while OPEN. */
  readonly windowNo: number | null;
  readonly items: number;
  /** Items that have something to send. */
  readonly live: number;
  readonly attempt: number;
  /** Attempts that failed; deferrals are none. */
  readonly failures: number;
  readonly sealedAtMs: number | null;
  /** When it became SYNCED, ERRORED or SPLIT. */
  readonly settledAtMs: number | null;
  readonly notBeforeMs: number | null;
  readonly deadlineMs: number | null;
  readonly leaseUntilMs: number | null;
  readonly reason: string | null;
}

/** Where an item went. */
export interface ItemTrace {
  readonly sourceId: string;
  /** The batch that holds it now. */
  readonly batch: BatchView;
  /** Which of the batch's chunks it lies in: numbered as they came. */
  readonly chunkNo: number;
  /** What brought it; null: nobody said. */
  readonly origin: string | null;
  /** When its first batch was opened: at most a flush interval before it came (epoch ms). */
  readonly enteredAtMs: number;
  /** Every try at sending it, those of batches that were split since included; oldest first. */
  readonly attempts: readonly AttemptRecord[];
}

/** An item that was given up. */
export interface ErroredItem {
  readonly itemId: string;
  readonly sourceId: string;
  readonly batchId: string;
  readonly groupId: string;
  readonly operation: Operation;
  readonly reason: string;
  readonly erroredAtMs: number;
  /** Its keys and payload are still there. */
  readonly canRedrive: boolean;
  /** Tries at sending it, those of batches that were split since included. */
  readonly attempts: number;
  readonly lastAttempt: AttemptRecord | null;
  /** Its place in the list: `after` of a page that begins behind it. */
  readonly cursor: string;
}

/** Which of them, and which page. All given conditions must hold. */
export interface ErroredQuery {
  /** Of this group only. Default: of all. */
  readonly groupId?: string;
  /** Of this source only. Default: of all. */
  readonly sourceId?: string;
  /** Given up for this reason only. Default: for any. */
  readonly reason?: string;
  /** `next` of the page before, or the `cursor` of an item. */
  readonly after?: string;
  /** Items a page, 1 to 1,000. */
  readonly limit: number;
}

/** One page of items that were given up. */
export interface ErroredPage {
  readonly items: readonly ErroredItem[];
  /** Cursor of the next page; null: this was the last. */
  readonly next: string | null;
}

/** Reads, for people and tests; nothing in the pipeline depends on it. */
export interface BatchInspector {
  /** Batches of a group: oldest window first, OPEN ones last. */
  listBatches(groupId: string, states?: readonly BatchState[]): Promise<readonly BatchView[]>;
  /** Every try at sending what is in a batch, those of batches that were split since included; oldest first. */
  listAttempts(batchId: string): Promise<readonly AttemptRecord[]>;
  /** An item of these sources, by its id: once for each time it was entered. Oldest first. */
  findItem(sourceIds: readonly string[], itemId: string): Promise<readonly ItemTrace[]>;
  /** Items that were given up, in an order that stays. */
  listErrored(query: ErroredQuery): Promise<ErroredPage>;
  /** Why the batches of a group have not left. Null: no such group. */
  explainWaiting(groupId: string): Promise<WaitingExplanation | null>;
}
