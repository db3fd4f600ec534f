import { type TopicBus, topics } from '@audience-sync/messaging';
import {
  type AdAccountsRepository,
  type AudienceListingsRepository,
  type ConnectionsRepository,
  type FoundAudience,
} from '@audience-sync/persistence';
import { type Audience, isPinterestError, type PinterestClient } from '@audience-sync/pinterest-client';
import { NotSentError } from '../sync/not-sent.error.ts';
import { type AudienceSize } from './audience-size.ts';
import { type ConnectionClient } from './connection-client.ts';
import { refusalWords } from './refusal-words.ts';

export interface AudienceListingParts {
  readonly listings: AudienceListingsRepository;
  readonly adAccounts: AdAccountsRepository;
  readonly connections: ConnectionsRepository;
  readonly clients: ConnectionClient;
  readonly sizes: AudienceSize;
  readonly bus: TopicBus;
}

/** When a listing that was put off is worth another try; null: it is not, until somebody acts. */
export type ListingOutcome =
  { readonly kind: 'listed' | 'busy' | 'failed' } | { readonly kind: 'later'; readonly atMs: number };

/** Longer than a listing of tens of thousands of audiences takes; a worker that dies meanwhile is replaced after it. */
const LEASE_MS = 120_000;
const SAVE_EVERY = 250;

/** Copies what exists at Pinterest in an ad account into our own table, page by page, inside the read quota. */
export class AudienceListing {
  constructor(private readonly parts: AudienceListingParts) {}

  async refresh(adAccountId: string): Promise<ListingOutcome> {
    const { listings, bus } = this.parts;
    const startedAt = await listings.begin(adAccountId, LEASE_MS);
    if (startedAt === null) return { kind: 'busy' };
    try {
      return await this.list(adAccountId, startedAt);
    } catch (error) {
      await listings.fail(adAccountId, wordsOf(error));
      if (error instanceof NotSentError) return { kind: 'later', atMs: error.untilMs };
      if (isPinterestError(error)) return { kind: 'failed' };
      throw error;
    } finally {
      await bus.publish([topics.audienceListing(adAccountId)]);
    }
  }

  private async list(adAccountId: string, startedAt: Date): Promise<ListingOutcome> {
    const { listings, adAccounts, connections, clients, sizes } = this.parts;
    const adAccount = await adAccounts.findForDelivery(adAccountId);
    const connection = adAccount && (await connections.findForDelivery(adAccount.connectionId));
    const client = connection && (await clients.open(connection));
    if (!adAccount || !client) {
      await listings.fail(adAccountId, 'Connect Pinterest again first.');
      return { kind: 'failed' };
    }
    for await (const page of pagesOf(client, adAccount.pinterestAdAccountId))
      await listings.save(adAccountId, startedAt, page);
    // What is not listed may have been deleted in Ads Manager: asking for it tells, before a batch has to find out.
    for (const { id } of await listings.finish(adAccountId, startedAt)) await sizes.refresh(id);
    return { kind: 'listed' };
  }
}

async function* pagesOf(
  client: PinterestClient,
  pinterestAdAccountId: string,
): AsyncGenerator<FoundAudience[]> {
  for (const ownershipType of ['OWNED', 'RECEIVED'] as const) {
    let page: FoundAudience[] = [];
    for await (const audience of client.audiences.iterate(pinterestAdAccountId, { ownershipType })) {
      page.push(foundOf(audience, ownershipType === 'RECEIVED', pinterestAdAccountId));
      if (page.length < SAVE_EVERY) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }
}

function foundOf(audience: Audience, isShared: boolean, pinterestAdAccountId: string): FoundAudience {
  const { id, adAccountId, name, audienceType, customerListId, status, size } = audience;
  const received = isShared || (adAccountId !== null && adAccountId !== pinterestAdAccountId);
  return {
    pinterestAudienceId: id,
    name: name ?? id,
    audienceType,
    customerListId,
    pinterestStatus: status,
    size,
    received,
  };
}

function wordsOf(error: unknown): string {
  if (error instanceof NotSentError)
    return 'Pinterest cannot be asked more often now; it is asked again by itself.';
  return isPinterestError(error) ? refusalWords(error) : 'It could not be stored; it is tried again.';
}
