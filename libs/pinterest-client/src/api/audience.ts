import { type WireObject } from '../http/wire-object.ts';

/** How an audience came about. The client creates `CUSTOMER_LIST` and `ACTALIKE`, and reads all. */
export type AudienceType = 'CUSTOMER_LIST' | 'VISITOR' | 'ENGAGEMENT' | 'ACTALIKE' | 'PERSONA';

/** `TOO_SMALL`: fewer than 100 people with Pinterest accounts. */
export type AudienceStatus = 'READY' | 'INITIALIZING' | 'TOO_SMALL';

/** What ads aim at. Its id is not the id of the customer list behind it. */
export interface Audience {
  readonly id: string;
  readonly adAccountId: string | null;
  readonly name: string | null;
  readonly audienceType: AudienceType | (string & {}) | null;
  readonly description: string | null;
  readonly status: AudienceStatus | (string & {}) | null;
  /** Null until Pinterest has counted; moves 24 to 48 hours after a change. */
  readonly size: number | null;
  /** The list behind an audience of type `CUSTOMER_LIST`. */
  readonly customerListId: string | null;
  /** The audiences that an audience of type `ACTALIKE` resembles. */
  readonly seedAudienceIds: readonly string[];
  /** The whole rule as it came, snake_case. */
  readonly rule: unknown;
  readonly createdByCompanyName: string | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
}

/** How an audience is made. */
export type AudienceRule =
  | { readonly type: 'CUSTOMER_LIST'; readonly customerListId: string }
  | {
      readonly type: 'ACTALIKE';
      /** Ids of audiences, not of customer lists. */
      readonly seedAudienceIds: readonly string[];
      /** Pinterest's description names US, CA and GB. */
      readonly country: string;
      /** 1 to 10: share of the country's Pinterest users. */
      readonly percentage: number;
    };

export function readAudience(body: WireObject): Audience {
  const rule = body.object('rule');
  return {
    id: body.id('id'),
    adAccountId: body.text('ad_account_id'),
    name: body.text('name'),
    audienceType: body.text('audience_type'),
    description: body.text('description'),
    status: body.text('status'),
    size: body.count('size'),
    customerListId: rule?.text('customer_list_id') ?? null,
    seedAudienceIds: rule?.texts('seed_id') ?? [],
    rule: body.raw('rule'),
    createdByCompanyName: body.text('created_by_company_name'),
    createdAt: body.time('created_timestamp'),
    updatedAt: body.time('updated_timestamp'),
  };
}

export function writeRule(rule: AudienceRule): Readonly<Record<string, unknown>> {
  return rule.type === 'CUSTOMER_LIST'
    ? { customer_list_id: rule.customerListId }
    : { seed_id: rule.seedAudienceIds, country: rule.country, percentage: rule.percentage };
}
