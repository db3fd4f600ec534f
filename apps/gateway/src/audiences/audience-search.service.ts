import { isUsable, type AdAccount } from '@audience-sync/domain';
import {
  AdAccountsRepository,
  AudienceListingsRepository,
  ConnectionsRepository,
  type AudienceListing,
  type ListedChoice,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { readPage, toPage, type PageQuestion, type PageRequest } from '../graphql/page.ts';
import {
  ConnectionUnusableError,
  NotFoundError,
  PinterestUnavailableError,
} from '../graphql/user-error.object.ts';
import { type PinterestFailure } from '../pinterest/pinterest-failure.ts';
import {
  AudienceChoiceObject,
  AudienceChoicePage,
  AudienceListingObject,
  UnwritableReason,
} from './audience-choice.object.ts';
import { AudienceListingService } from './audience-listing.service.ts';

export type SearchOutcome = AudienceChoicePage | NotFoundError | PinterestFailure;

/** Longest text that is searched for; names are shorter. */
const MAX_WORDS = 200;
const keyOf = ({ searchName, pinterestAudienceId, audienceId }: ListedChoice): string[] => [
  searchName,
  pinterestAudienceId ?? audienceId ?? '',
];

/** "Choose a new or existing audience": our drafts and what is at Pinterest, as one list, out of our own tables. */
@Injectable()
export class AudienceSearchService {
  constructor(
    private readonly adAccounts: AdAccountsRepository,
    private readonly connections: ConnectionsRepository,
    private readonly listings: AudienceListingsRepository,
    private readonly freshness: AudienceListingService,
  ) {}

  async search(
    workspaceId: string,
    adAccountId: string,
    words: string,
    question: PageQuestion,
  ): Promise<SearchOutcome> {
    const request = readPage(question);
    const adAccount = await this.adAccounts.find(workspaceId, adAccountId);
    if (!adAccount) return new NotFoundError('The ad account', ['adAccountId']);
    const listing = await this.freshness.current(adAccount);
    if (listing.refreshedAt === null && !listing.isRefreshing) return this.nothingKnown(adAccount, listing);
    const page = { after: afterOf(request), limit: request.size };
    const found = await this.listings.search(
      workspaceId,
      adAccountId,
      words.trim().slice(0, MAX_WORDS),
      page,
    );
    const { edges, pageInfo } = toPage(found, request, keyOf);
    const nodes = found.items.map(choiceOf);
    return Object.assign(new AudienceChoicePage(), {
      edges: edges.map(({ cursor }, at) => ({ cursor, node: nodes[at] })),
      nodes,
      pageInfo,
      listing: Object.assign(new AudienceListingObject(), listing),
    });
  }

  private async nothingKnown(adAccount: AdAccount, { problem }: AudienceListing): Promise<PinterestFailure> {
    const connection = await this.connections.find(adAccount.workspaceId, adAccount.connectionId);
    if (!connection || !isUsable(connection))
      return new ConnectionUnusableError('Connect Pinterest again first.');
    return new PinterestUnavailableError(problem ?? 'Pinterest is being asked. Try again in a moment.');
  }
}

function afterOf({ after }: PageRequest): readonly [string, string] | null {
  return after === null ? null : [String(after[0]), String(after[1] ?? '')];
}

function choiceOf(choice: ListedChoice): AudienceChoiceObject {
  const { name, audienceId, pinterestAudienceId, size, pinterestStatus, writable, received, audienceType } =
    choice;
  const unwritable = received ? UnwritableReason.SHARED_IN : UnwritableReason.OTHER_KIND;
  return Object.assign(new AudienceChoiceObject(), {
    ...{ name, audienceId, pinterestAudienceId, size, pinterestStatus, audienceType, writable },
    unwritableReason: writable ? null : unwritable,
  });
}
