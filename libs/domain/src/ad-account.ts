/** An ad account that a connection reaches. Only a selected one is synced to. */
export interface AdAccount {
  readonly id: string;
  readonly connectionId: string;
  readonly workspaceId: string;
  readonly pinterestAdAccountId: string;
  readonly name: string;
  readonly country: string | null;
  readonly currency: string | null;
  /** Pinterest's own words, such as `OWNER` or `ANALYST`. */
  readonly permissions: readonly string[];
  readonly selected: boolean;
  /** Whether Pinterest's advertising terms are accepted; null when nobody has looked yet. */
  readonly termsAccepted: boolean | null;
  /** When Pinterest last listed it. */
  readonly seenAt: Date;
  /** Pinterest lists it no more since then: it is gone, or the login may not see it. */
  readonly missingSince: Date | null;
  /** When Pinterest was last asked about it by name: its role and terms. */
  readonly checkedAt: Date | null;
}

/** Any one of these lets a login write audiences. */
export const AUDIENCE_ROLES = ['OWNER', 'ADMIN', 'AUDIENCE_MANAGER'] as const;

/** Whether the login's role in this ad account is sufficient for syncing. */
export function mayWriteAudiences(adAccount: AdAccount): boolean {
  return AUDIENCE_ROLES.some((role) => adAccount.permissions.includes(role));
}
