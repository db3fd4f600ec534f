import { type AudienceStatus } from '@audience-sync/domain';

/** Where the batches of one group (an audience) go. Holds no token: that is read fresh for every request. */
export interface DeliveryTarget {
  readonly audienceId: string;
  readonly name: string;
  readonly description: string | null;
  readonly status: AudienceStatus;
  /** What records are written to, once it exists. */
  readonly customerListId: string | null;
  /** What ads aim at, once it exists. */
  readonly pinterestAudienceId: string | null;
  /** When somebody first tried to create the list: from then on an unlinked list of ours may exist. */
  readonly listCreateStartedAtMs: number | null;
  readonly adAccountId: string;
  /** Whether the workspace has the ad account selected for syncing. */
  readonly isSelected: boolean;
  readonly pinterestAdAccountId: string;
  readonly connectionId: string;
  readonly pinterestUserId: string;
}

/** Finds targets as they are at this moment: what is older may not know of a list that was made meanwhile. */
export interface DeliveryTargets {
  find(audienceId: string): Promise<DeliveryTarget | null>;
}
