import { toSeconds } from '../clock.ts';
import { type Audience } from './audience.ts';
import { type CustomerList } from './customer-list.ts';

/** Roles that a user can have in somebody's ad account (official enum, those that matter here). */
export const PERMISSIONS = [
  'OWNER',
  'ADMIN',
  'ANALYST',
  'FINANCE_MANAGER',
  'AUDIENCE_MANAGER',
  'CAMPAIGN_MANAGER',
  'CATALOGS_MANAGER',
] as const;
export type Permission = (typeof PERMISSIONS)[number];
export const isPermission = (value: unknown): value is Permission =>
  PERMISSIONS.some((known) => known === value);

export const READ_ROLES: readonly Permission[] = [
  'OWNER',
  'ADMIN',
  'ANALYST',
  'AUDIENCE_MANAGER',
  'CAMPAIGN_MANAGER',
];
/** https://segment.com/docs/connections/destinations/catalog/pinterest-audiences/ names these three. */
export const WRITE_ROLES: readonly Permission[] = ['OWNER', 'ADMIN', 'AUDIENCE_MANAGER'];

export type User = { id: string; username: string; businessName: string; websiteUrl: string };

export type AdAccount = {
  id: string;
  name: string;
  owner: User;
  country: string;
  currency: string;
  createdMs: number;
  /** By user id. */
  permissions: Map<string, readonly Permission[]>;
  termsAccepted: boolean;
  /** Ids ascend in all three. */
  customerLists: CustomerList[];
  audiences: Audience[];
  receivedAudiences: Audience[];
};

export function adAccountBody(account: AdAccount, userId: string): Record<string, unknown> {
  return {
    id: account.id,
    name: account.name,
    owner: { id: account.owner.id, username: account.owner.username },
    country: account.country,
    currency: account.currency,
    permissions: account.permissions.get(userId) ?? [],
    created_time: toSeconds(account.createdMs),
    updated_time: toSeconds(account.createdMs),
  };
}
