import { type Operation } from '@audience-sync/batching-scheduler';
import { type MatchField } from '@audience-sync/domain';

/** A customer list as the orphan search sees it. */
export interface ListSummary {
  readonly listId: string;
  readonly name: string;
  readonly createdAtMs: number;
}

/** An audience as the orphan search sees it. */
export interface AudienceSummary {
  readonly pinterestAudienceId: string;
  /** The list it was made from, for customer-list audiences. */
  readonly customerListId: string | null;
  readonly createdAtMs: number;
}

/**
 * The requests that one batch may cause, bound to its target's ad account and token. Each waits for a permit
 * and looks at the lease again before it leaves. `records` is Pinterest's own form: one comma-separated text.
 * Refusals of Pinterest are thrown as `PinterestError`; a request that was never sent as `NotSentError`.
 */
export interface AudienceApi {
  createList(name: string, kind: MatchField, records: string): Promise<string>;
  updateList(listId: string, operation: Operation, records: string): Promise<void>;
  createAudience(name: string, description: string | null, listId: string): Promise<string>;
  /** Newest first. */
  lists(): AsyncIterable<ListSummary>;
  /** Newest first. */
  audiences(): AsyncIterable<AudienceSummary>;
}
