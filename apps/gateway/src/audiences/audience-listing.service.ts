import { type AdAccount } from '@audience-sync/domain';
import { JobQueue, topics } from '@audience-sync/messaging';
import {
  AdAccountsRepository,
  AudienceListingsRepository,
  type AudienceListing,
} from '@audience-sync/persistence';
import { Inject, Injectable } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { NotFoundError, PinterestUnavailableError } from '../graphql/user-error.object.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';
import { TopicWatch } from '../waiting/topic-watch.ts';
import { AudienceListingObject } from './audience-choice.object.ts';

export type RefreshListingOutcome = AudienceListingObject | NotFoundError | PinterestUnavailableError;

const SECOND_MS = 1_000;
/** While somebody looks, a listing older than this is made anew; trial access has 1,000 reads a day in all. */
const STALE_MS = { standard: 60 * SECOND_MS, trial: 3_600 * SECOND_MS } as const;
/** How long a person waits for what was never listed, or what they asked to list anew. */
const WAIT_MS = 10_000;

/** Sees to it that the worker lists what Pinterest has. Nobody waits for it but who has nothing to look at yet. */
@Injectable()
export class AudienceListingService {
  constructor(
    private readonly listings: AudienceListingsRepository,
    private readonly adAccounts: AdAccountsRepository,
    private readonly jobs: JobQueue,
    private readonly watch: TopicWatch,
    @Inject(GATEWAY_ENV) private readonly env: GatewayEnv,
  ) {}

  /** As it is now; made anew in the background when it is old. */
  async current({ workspaceId, id }: AdAccount): Promise<AudienceListing> {
    const listing = await this.listings.find(workspaceId, id);
    if (listing.refreshedAt === null) return this.anew(workspaceId, id, null);
    if (Date.now() - listing.refreshedAt.getTime() > STALE_MS[this.env.PINTEREST_ACCESS_TIER])
      void this.ask(id);
    return listing;
  }

  async refresh(workspaceId: string, adAccountId: string): Promise<RefreshListingOutcome> {
    const adAccount = await this.adAccounts.find(workspaceId, adAccountId);
    if (!adAccount) return new NotFoundError('The ad account', ['adAccountId']);
    const { refreshedAt } = await this.listings.find(workspaceId, adAccountId);
    const listing = await this.anew(workspaceId, adAccountId, refreshedAt);
    if (listing.problem !== null) return new PinterestUnavailableError(listing.problem);
    return Object.assign(new AudienceListingObject(), listing);
  }

  private async anew(
    workspaceId: string,
    adAccountId: string,
    before: Date | null,
  ): Promise<AudienceListing> {
    await this.ask(adAccountId);
    let asked = false;
    const ended = async (): Promise<AudienceListing | null> => {
      const listing = await this.listings.find(workspaceId, adAccountId);
      const isNewer = listing.refreshedAt?.getTime() !== before?.getTime();
      // The first look may still see why an earlier try failed.
      const failed = asked && !listing.isRefreshing && listing.problem !== null;
      asked = true;
      return isNewer || failed ? listing : null;
    };
    const topic = topics.audienceListing(adAccountId);
    return (await this.watch.until(topic, ended, WAIT_MS)) ?? this.listings.find(workspaceId, adAccountId);
  }

  private ask(adAccountId: string): Promise<boolean> {
    return this.jobs.add({ name: 'audiences.list', adAccountId });
  }
}
