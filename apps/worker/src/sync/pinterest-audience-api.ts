import { type AttemptReport, type Operation } from '@audience-sync/batching-scheduler';
import { type MatchField } from '@audience-sync/domain';
import { type PinterestClient, type PinterestResult } from '@audience-sync/pinterest-client';
import { type AudienceApi, type AudienceSummary, type ListSummary } from './audience-api.port.ts';

/** An item without a time counts as new, so that a search never stops too early. */
const UNKNOWN_TIME_MS = Number.MAX_SAFE_INTEGER;

/** The requests of one batch, by the client that was opened for it. */
export class PinterestAudienceApi implements AudienceApi {
  /** Of the latest answer: the record of an accepted attempt. */
  report: AttemptReport = {};

  constructor(
    private readonly client: PinterestClient,
    private readonly adAccountId: string,
    private readonly signal: AbortSignal,
  ) {}

  async createList(name: string, kind: MatchField, records: string): Promise<string> {
    const list = { name, records, listType: kind };
    return this.idOf(await this.client.customerLists.create(this.adAccountId, list, { signal: this.signal }));
  }

  async updateList(listId: string, operation: Operation, records: string): Promise<void> {
    const update = { operationType: operation, records };
    this.idOf(
      await this.client.customerLists.update(this.adAccountId, listId, update, { signal: this.signal }),
    );
  }

  async createAudience(name: string, description: string | null, listId: string): Promise<string> {
    const rule = { type: 'CUSTOMER_LIST', customerListId: listId } as const;
    const audience = { name, rule, ...(description === null ? {} : { description }) };
    return this.idOf(await this.client.audiences.create(this.adAccountId, audience, { signal: this.signal }));
  }

  async *lists(): AsyncIterable<ListSummary> {
    const query = { order: 'DESCENDING' } as const;
    for await (const list of this.client.customerLists.iterate(this.adAccountId, query, {
      signal: this.signal,
    }))
      yield {
        listId: list.id,
        name: list.name ?? '',
        createdAtMs: list.createdAt?.getTime() ?? UNKNOWN_TIME_MS,
      };
  }

  async *audiences(): AsyncIterable<AudienceSummary> {
    const query = { order: 'DESCENDING' } as const;
    for await (const audience of this.client.audiences.iterate(this.adAccountId, query, {
      signal: this.signal,
    }))
      yield {
        pinterestAudienceId: audience.id,
        customerListId: audience.customerListId,
        createdAtMs: audience.createdAt?.getTime() ?? UNKNOWN_TIME_MS,
      };
  }

  private idOf({ data, meta }: PinterestResult<{ readonly id: string }>): string {
    this.report = { status: meta.status, ...(meta.requestId === null ? {} : { requestId: meta.requestId }) };
    return data.id;
  }
}
