import { type MatchField } from '@audience-sync/domain';
import { type AudienceApi } from './audience-api.port.ts';
import { type AudienceLinks, type CreatorClaim } from './audience-links.port.ts';
import { type DeliveryTarget, type DeliveryTargets } from './delivery-target.ts';
import { listNameOf } from './list-name.ts';
import { NotSentError } from './not-sent.error.ts';
import { findAudienceOfList, findOrphanList } from './orphan-search.ts';

/** The first records of a list: Pinterest cannot make an empty one. */
export interface FirstRecords {
  readonly kind: MatchField;
  readonly records: string;
}

/**
 * `carried`: the list was made with the given records, they need no request of their own. `busy`: another batch's sender
 * is creating it. `none`: there is no list, and without records none can be made.
 */
export type CreatedList = { readonly listId: string; readonly carried: boolean } | 'busy' | 'none';

/**
 * Makes an audience at Pinterest in two steps that are not atomic there: the list, then the audience from it. Each id is
 * stored before the next call, one process at a time does it, and what a dead one left behind is found, never doubled.
 */
export class AudienceCreator {
  constructor(
    private readonly links: AudienceLinks,
    private readonly targets: DeliveryTargets,
    /** Longer than one request with its wait for a permit: it begins anew before each. */
    private readonly leaseMs: number,
  ) {}

  /** Makes the list with its first records, or finds the one that an earlier try left behind. */
  async createList(stale: DeliveryTarget, first: FirstRecords, api: AudienceApi): Promise<CreatedList> {
    return this.asCreator(stale, async (target, claim) => {
      if (target.customerListId !== null) return { listId: target.customerListId, carried: false };
      const orphan = claim.listMayExist ? await findOrphanList(target, api) : null;
      const listId = orphan ?? (await this.requestList(target, first, api, claim));
      await this.links.linkList(target.audienceId, listId);
      await this.requestAudience(target, listId, orphan !== null, api, claim);
      return { listId, carried: orphan === null };
    });
  }

  /** Finds the list that an earlier try left behind; makes none. */
  async recoverList(stale: DeliveryTarget, api: AudienceApi): Promise<CreatedList> {
    return this.asCreator(stale, async (target) => {
      const listId = target.customerListId ?? (await findOrphanList(target, api));
      if (listId === null) return 'none';
      if (target.customerListId === null) await this.links.linkList(target.audienceId, listId);
      return { listId, carried: false };
    });
  }

  /** Makes the audience of a list that is already there, unless somebody else is at it. */
  async completeAudience(stale: DeliveryTarget, api: AudienceApi): Promise<void> {
    await this.asCreator(stale, async (target, claim) => {
      if (target.customerListId !== null && target.pinterestAudienceId === null)
        await this.requestAudience(target, target.customerListId, true, api, claim);
      return 'none';
    });
  }

  private async requestList(
    target: DeliveryTarget,
    first: FirstRecords,
    api: AudienceApi,
    claim: CreatorClaim,
  ): Promise<string> {
    await this.links.markListStarted(target.audienceId);
    await this.stillCreator(claim);
    return api.createList(listNameOf(target), first.kind, first.records);
  }

  private async requestAudience(
    target: DeliveryTarget,
    listId: string,
    mayExist: boolean,
    api: AudienceApi,
    claim: CreatorClaim,
  ): Promise<void> {
    await this.stillCreator(claim);
    const known = mayExist ? await findAudienceOfList(target, listId, api) : null;
    if (known === null) await this.stillCreator(claim);
    const audienceId = known ?? (await api.createAudience(target.name, target.description, listId));
    await this.links.linkAudience(target.audienceId, audienceId);
  }

  /** Whoever was so slow that somebody else may have taken over makes nothing any more. */
  private async stillCreator(claim: CreatorClaim): Promise<void> {
    if (!(await claim.renew(this.leaseMs))) throw new NotSentError('creating', Date.now());
  }

  private async asCreator(
    stale: DeliveryTarget,
    create: (target: DeliveryTarget, claim: CreatorClaim) => Promise<CreatedList>,
  ): Promise<CreatedList> {
    const claim = await this.links.claimCreator(stale.audienceId, this.leaseMs);
    if (claim === null) return 'busy';
    try {
      const target = await this.targets.find(stale.audienceId);
      return target === null ? 'none' : await create(target, claim);
    } finally {
      await claim.release();
    }
  }
}
