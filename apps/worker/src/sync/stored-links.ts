import { type TopicBus, topics } from '@audience-sync/messaging';
import { type AudienceLinksRepository } from '@audience-sync/persistence';
import { type AudienceLinks, type CreatorClaim } from './audience-links.port.ts';

/** The links of audiences in Postgres; whoever watches an audience is told when it came to be. */
export class StoredLinks implements AudienceLinks {
  constructor(
    private readonly links: AudienceLinksRepository,
    private readonly bus: TopicBus,
  ) {}

  async claimCreator(audienceId: string, leaseMs: number): Promise<CreatorClaim | null> {
    let lease = await this.links.claimCreator(audienceId, leaseMs);
    if (lease === null) return null;
    const { listMayExist } = lease;
    return {
      listMayExist,
      renew: async (ms) => (lease = lease && (await this.links.renewCreator(lease, ms))) !== null,
      // A claim that cannot be given back ends by itself: never worth losing what its holder has to say.
      release: async () => void (lease && (await this.links.releaseCreator(lease).catch(ignore))),
    };
  }

  markListStarted(audienceId: string): Promise<void> {
    return this.links.markListStarted(audienceId);
  }

  async linkList(audienceId: string, customerListId: string): Promise<void> {
    if (!(await this.links.linkList(audienceId, customerListId)))
      throw new Error(`audience ${audienceId} has another list than ${customerListId}`);
  }

  async linkAudience(audienceId: string, pinterestAudienceId: string): Promise<void> {
    if (!(await this.links.linkAudience(audienceId, pinterestAudienceId)))
      throw new Error(`audience ${audienceId} is linked to another one than ${pinterestAudienceId}`);
    await this.bus.publish([topics.audience(audienceId)]);
  }
}

const ignore = () => undefined;
