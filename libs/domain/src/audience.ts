/**
 * - `DRAFT`: exists here and not yet at Pinterest;
 * - `CREATING`: the first delivery is creating its customer list or its audience;
 * - `READY`: both exist at Pinterest;
 * - `DELETED`: Pinterest says that it is gone;
 * - `ARCHIVED`: put away by somebody.
 */
export const AUDIENCE_STATUSES = ['DRAFT', 'CREATING', 'READY', 'DELETED', 'ARCHIVED'] as const;
export type AudienceStatus = (typeof AUDIENCE_STATUSES)[number];

/** `CREATED` by us, or `EXISTING` at Pinterest before we took it up. */
export const AUDIENCE_ORIGINS = ['CREATED', 'EXISTING'] as const;
export type AudienceOrigin = (typeof AUDIENCE_ORIGINS)[number];

/** A target inside an ad account: a customer list (what is written to) and an audience (what ads aim at). */
export interface Audience {
  readonly id: string;
  readonly workspaceId: string;
  readonly connectionId: string;
  readonly adAccountId: string;
  readonly name: string;
  readonly description: string | null;
  readonly status: AudienceStatus;
  readonly origin: AudienceOrigin;
  readonly pinterestCustomerListId: string | null;
  readonly pinterestAudienceId: string | null;
  /** Set before the request that creates the list: a list may exist since then, even if we know no id of it. */
  readonly listCreateStartedAt: Date | null;
  readonly size: number | null;
  /** Pinterest's own word: `READY`, `INITIALIZING`, `TOO_SMALL`. */
  readonly pinterestStatus: string | null;
  readonly sizeCheckedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
