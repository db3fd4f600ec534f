import { type MatchField } from '@audience-sync/domain';
import { type AudienceApi } from './audience-api.port.ts';
import { type AudienceLinks } from './audience-links.port.ts';
import { type DeliveryTarget, type DeliveryTargets } from './delivery-target.ts';
import { findAudienceOfList, findOrphanList } from './orphan-search.ts';

/** Longer than the requests of one creation with their waits for permits, shorter than a batch's lease. */
const CREATOR_LEASE_MS = 45_000;

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
  ) {}

  /** Makes the list with its first records, or finds the one that an earlier try left behind. */
  async createList(stale: DeliveryTarget, first: FirstRecords, api: AudienceApi): Promise<CreatedList> {
    return this.asCreator(stale, async (target, listMayExist) => {
      if (target.customerListId !== null) return { listId: target.customerListId, carried: false };
      const orphan = listMayExist ? await findOrphanList(target, api, this.links) : null;
      const listId = orphan ?? (await this.requestList(target, first, api));
      await this.links.linkList(target.audienceId, listId);
      await this.requestAudience(target, listId, orphan !== null, api);
      return { listId, carried: orphan === null };
    });
  }

  /** Finds the list that an earlier try left behind; makes none. */
  async recoverList(stale: DeliveryTarget, api: AudienceApi): Promise<CreatedList> {
    return this.asCreator(stale, async (target) => {
      const listId = target.customerListId ?? (await findOrphanList(target, api, this.links));
      if (listId === null) return 'none';
      if (target.customerListId === null) await this.links.linkList(target.audienceId, listId);
      return { listId, carried: false };
    });
  }

  /** Makes the audience of a list that is already there, unless somebody else is at it. */
  async completeAudience(stale: DeliveryTarget, api: AudienceApi): Promise<void> {
    await this.asCreator(stale, async (target) => {
      if (target.customerListId !== null && target.pinterestAudienceId === null)
        await this.requestAudience(target, target.customerListId, true, api);
      return 'none';
    });
  }

  private async requestList(target: DeliveryTarget, first: FirstRecords, api: AudienceApi): Promise<string> {
    await this.links.markListStarted(target.audienceId);
    return api.createList(target.name, first.kind, first.records);
  }

  private async requestAudience(
    target: DeliveryTarget,
    listId: string,
    mayExist: boolean,
    api: AudienceApi,
  ): Promise<void> {
    const known = mayExist ? await findAudienceOfList(target, listId, api) : null;
    const audienceId = known ?? (await api.createAudience(target.name, target.description, listId));
    await this.links.linkAudience(target.audienceId, audienceId);
  }

  private async asCreator(
    stale: DeliveryTarget,
    create: (target: DeliveryTarget, listMayExist: boolean) => Promise<CreatedList>,
  ): Promise<CreatedList> {
    const claim = await this.links.claimCreator(stale.audienceId, CREATOR_LEASE_MS);
    if (claim === null) return 'busy';
    try {
      this.targets.forget(stale.audienceId);
      const target = await this.targets.find(stale.audienceId);
      return target === null ? 'none' : await create(target, claim.listMayExist);
    } finally {
      this.targets.forget(stale.audienceId);
      await claim.release();
    }
  }
}
