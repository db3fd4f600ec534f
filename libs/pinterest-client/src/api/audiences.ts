import { type Transport } from '../http/transport.ts';
import { type CallOptions, type Page, type PinterestResult } from '../result.ts';
import { type Audience, type AudienceRule, readAudience, writeRule } from './audience.ts';
import { jsonBody } from './json-body.ts';
import { iteratePages, type PageQuery, pageParameters, readPage, type SortOrder } from './paging.ts';
import { audiencePath, audiencesPath } from './paths.ts';

/** A new audience. */
export interface CreateAudience {
  readonly name: string;
  readonly rule: AudienceRule;
  /** Words for people in Ads Manager. Default: none. */
  readonly description?: string | undefined;
}

/** What to change of an audience; what is left out stays. */
export interface UpdateAudience {
  /** Default `UPDATE`. `REMOVE` removes the audience; Pinterest does not say what becomes of its customer list. */
  readonly operationType?: 'UPDATE' | 'REMOVE' | undefined;
  /** The new name. */
  readonly name?: string | undefined;
  /** The new description. */
  readonly description?: string | undefined;
  /** The new rule. */
  readonly rule?: AudienceRule | undefined;
}

/** Which audiences, in which order, and which page of them. */
export interface AudiencesQuery extends PageQuery {
  /** By id. Default: Pinterest's own. */
  readonly order?: SortOrder | undefined;
  /** `OWNED` (default) or `RECEIVED`: shared in by another account, not to be written to. */
  readonly ownershipType?: 'OWNED' | 'RECEIVED' | undefined;
}

/** `audiences/*`; quota `ads_read` or `ads_write`, scopes `ads:read`, `ads:write`. */
export class AudienceOperations {
  constructor(private readonly transport: Transport) {}

  /** Makes a new audience each time; after a failure with `maybeApplied`, look whether it is there before repeating. */
  async create(
    adAccountId: string,
    { name, rule, description }: CreateAudience,
    options?: CallOptions,
  ): Promise<PinterestResult<Audience>> {
    return this.transport.send({
      operation: 'audiences/create',
      path: audiencesPath(adAccountId),
      adAccountId,
      body: jsonBody({
        ad_account_id: adAccountId,
        name,
        description,
        audience_type: rule.type,
        rule: writeRule(rule),
      }),
      read: readAudience,
      options,
    });
  }

  /** One page of the audiences of an ad account; there is no filter by name or type. */
  async list(
    adAccountId: string,
    query: AudiencesQuery = {},
    options?: CallOptions,
  ): Promise<PinterestResult<Page<Audience>>> {
    return this.transport.send({
      operation: 'audiences/list',
      path: audiencesPath(adAccountId),
      adAccountId,
      query: { ...pageParameters(query), order: query.order, ownership_type: query.ownershipType },
      read: (body) => readPage(body, readAudience),
      options,
    });
  }

  /** All of them, page after page. */
  iterate(
    adAccountId: string,
    query: AudiencesQuery = {},
    options?: CallOptions,
  ): AsyncGenerator<Audience, void, undefined> {
    return iteratePages(query, (page) => this.list(adAccountId, { ...query, ...page }, options));
  }

  /** One audience with status and size. */
  async get(
    adAccountId: string,
    audienceId: string,
    options?: CallOptions,
  ): Promise<PinterestResult<Audience>> {
    return this.transport.send({
      operation: 'audiences/get',
      path: audiencePath(adAccountId, audienceId),
      adAccountId,
      read: readAudience,
      options,
    });
  }

  /** Renames, describes, re-rules or removes an audience. Repeating it ends the same. */
  async update(
    adAccountId: string,
    audienceId: string,
    { operationType, name, description, rule }: UpdateAudience,
    options?: CallOptions,
  ): Promise<PinterestResult<Audience>> {
    return this.transport.send({
      operation: 'audiences/update',
      path: audiencePath(adAccountId, audienceId),
      adAccountId,
      body: jsonBody({
        ad_account_id: adAccountId,
        operation_type: operationType ?? 'UPDATE',
        name,
        description,
        rule: rule && writeRule(rule),
      }),
      read: readAudience,
      options,
    });
  }
}
