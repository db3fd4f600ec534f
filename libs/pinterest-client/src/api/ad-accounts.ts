import { type Transport } from '../http/transport.ts';
import { type WireObject } from '../http/wire-object.ts';
import { type CallOptions, type Page, type PinterestResult } from '../result.ts';
import { adAccountPath } from './paths.ts';
import { iteratePages, type PageQuery, pageParameters, readPage } from './paging.ts';

/** A role in an ad account. Owners, admins and audience managers may write audiences. */
export type AdAccountRole =
  | 'OWNER'
  | 'ADMIN'
  | 'ANALYST'
  | 'SOS_READER'
  | 'FINANCE_MANAGER'
  | 'FINANCE_VIEW'
  | 'FINANCE_EDIT'
  | 'AUDIENCE_MANAGER'
  | 'CAMPAIGN_MANAGER'
  | 'CATALOGS_MANAGER'
  | 'RESTRICTED_OWNER'
  | 'PROFILE_MANAGER'
  | 'PROFILE_PUBLISHER'
  | 'RESOURCE_PINNER_LIST_OWNER'
  | 'RESOURCE_PINNER_LIST_READER'
  | 'BIZ_PINNER_LIST_SHARER'
  | 'RESOURCE_CONVERSION_TAGS_READER';

/** An ad account that the token reaches. */
export interface AdAccount {
  readonly id: string;
  readonly name: string | null;
  readonly ownerId: string | null;
  readonly ownerUsername: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** ISO 4217. */
  readonly currency: string | null;
  /** What the token's user may do here; a role that is newer than this library comes as it is. */
  readonly permissions: readonly (AdAccountRole | (string & {}))[];
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
}

/** Whether an ad account has accepted Pinterest's advertising terms. */
export interface TermsOfService {
  readonly id: string | null;
  /** Null when Pinterest did not say. */
  readonly hasAccepted: boolean | null;
}

/** Which ad accounts, and which page of them. */
export interface AdAccountsQuery extends PageQuery {
  /** Also accounts that others shared with the user; Pinterest's default is true. */
  readonly includeSharedAccounts?: boolean | undefined;
}

function readAdAccount(body: WireObject): AdAccount {
  const owner = body.object('owner');
  return {
    id: body.id('id'),
    name: body.text('name'),
    ownerId: owner?.text('id') ?? null,
    ownerUsername: owner?.text('username') ?? null,
    country: body.text('country'),
    currency: body.text('currency'),
    permissions: body.texts('permissions'),
    createdAt: body.time('created_time'),
    updatedAt: body.time('updated_time'),
  };
}

/** `ad_accounts/*` and `terms_of_service/get`; quota `ads_read`, scope `ads:read`. */
export class AdAccountOperations {
  constructor(private readonly transport: Transport) {}

  /** One page of the ad accounts that the token reaches. */
  async list(query: AdAccountsQuery = {}, options?: CallOptions): Promise<PinterestResult<Page<AdAccount>>> {
    return this.transport.send({
      operation: 'ad_accounts/list',
      path: '/ad_accounts',
      query: { ...pageParameters(query), include_shared_accounts: query.includeSharedAccounts },
      read: (body) => readPage(body, readAdAccount),
      options,
    });
  }

  /** All of them, page after page. */
  iterate(query: AdAccountsQuery = {}, options?: CallOptions): AsyncGenerator<AdAccount, void, undefined> {
    return iteratePages(query, (page) => this.list({ ...query, ...page }, options));
  }

  /** One ad account with the user's roles in it. */
  async get(adAccountId: string, options?: CallOptions): Promise<PinterestResult<AdAccount>> {
    return this.transport.send({
      operation: 'ad_accounts/get',
      path: adAccountPath(adAccountId),
      adAccountId,
      read: readAdAccount,
      options,
    });
  }

  /** Without accepted terms Pinterest refuses audience writes. */
  async termsOfService(adAccountId: string, options?: CallOptions): Promise<PinterestResult<TermsOfService>> {
    return this.transport.send({
      operation: 'terms_of_service/get',
      path: `${adAccountPath(adAccountId)}/terms_of_service`,
      adAccountId,
      read: (body) => ({ id: body.text('id'), hasAccepted: body.flag('has_accepted') }),
      options,
    });
  }
}
