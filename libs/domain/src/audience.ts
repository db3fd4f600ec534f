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

/** `CUSTOMER_LIST`: users are written to it. `ACTALIKE`: Pinterest fills it with people who resemble another audience. */
export const AUDIENCE_KINDS = ['CUSTOMER_LIST', 'ACTALIKE'] as const;
export type AudienceKind = (typeof AUDIENCE_KINDS)[number];

/** Whom an Actalike audience resembles, and where. */
export interface ActalikeRule {
  /** Our id of the audience that it resembles. */
  readonly seedAudienceId: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** 1 to 10: share of the country's Pinterest users. */
  readonly percentage: number;
}

/** What somebody wants done to an audience at Pinterest, and the worker has not done yet. */
export type AudienceChange =
  | { readonly kind: 'CREATE' }
  | { readonly kind: 'UPDATE'; readonly name: string; readonly description: string | null }
  | { readonly kind: 'REMOVE' };

export const AUDIENCE_CHANGE_KINDS = ['CREATE', 'UPDATE', 'REMOVE'] as const;
export type AudienceChangeKind = (typeof AUDIENCE_CHANGE_KINDS)[number];

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
  readonly kind: AudienceKind;
  /** Of an `ACTALIKE` audience only. */
  readonly actalike: ActalikeRule | null;
  readonly pinterestCustomerListId: string | null;
  readonly pinterestAudienceId: string | null;
  /** Set before the request that creates the list: a list may exist since then, even if we know no id of it. */
  readonly listCreateStartedAt: Date | null;
  readonly size: number | null;
  /** Pinterest's own word: `READY`, `INITIALIZING`, `TOO_SMALL`. */
  readonly pinterestStatus: string | null;
  readonly sizeCheckedAt: Date | null;
  /** When it came to be at Pinterest, or was taken up from there. */
  readonly linkedAt: Date | null;
  readonly pendingChange: AudienceChange | null;
  /** What Pinterest last refused to do to it, in words for a marketer. */
  readonly problem: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
