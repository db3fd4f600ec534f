import { type Transport } from '../http/transport.ts';
import { type CallOptions, type Page, type PinterestResult } from '../result.ts';
import { type CustomerList, type CustomerListType, readCustomerList } from './customer-list.ts';
import { jsonBody } from './json-body.ts';
import { iteratePages, type PageQuery, pageParameters, readPage, type SortOrder } from './paging.ts';
import { customerListPath, customerListsPath } from './paths.ts';

/** Hashed identifiers (see `hashIdentifier`): one comma-separated string, or the values, which must hold no comma. */
export type Records = string | readonly string[];

/** A new customer list with its first records. */
export interface CreateCustomerList {
  readonly name: string;
  /** Pinterest's description has no empty list: creating needs the first records. */
  readonly records: Records;
  /** Default at Pinterest: `EMAIL`. */
  readonly listType?: CustomerListType | undefined;
}

/** Records to put into a customer list, or to take out. */
export interface UpdateCustomerList {
  readonly operationType: 'ADD' | 'REMOVE';
  readonly records: Records;
}

/** Which page of the customer lists, in which order. */
export interface ListQuery extends PageQuery {
  /** By id. Default: Pinterest's own. */
  readonly order?: SortOrder | undefined;
}

const joined = (records: Records) => (typeof records === 'string' ? records : records.join(','));

/** `customer_lists/*`; quota `ads_read` or `ads_write`, scopes `ads:read`, `ads:write`. Pinterest has no delete. */
export class CustomerListOperations {
  constructor(private readonly transport: Transport) {}

  /** Makes a new list each time, also when one of this name exists; after a failure with `maybeApplied`, look first. */
  async create(
    adAccountId: string,
    { name, records, listType }: CreateCustomerList,
    options?: CallOptions,
  ): Promise<PinterestResult<CustomerList>> {
    return this.transport.send({
      operation: 'customer_lists/create',
      path: customerListsPath(adAccountId),
      adAccountId,
      body: jsonBody({ name, records: joined(records), list_type: listType }),
      read: readCustomerList,
      options,
    });
  }

  /** One page of the lists of an ad account; there is no filter by name. */
  async list(
    adAccountId: string,
    query: ListQuery = {},
    options?: CallOptions,
  ): Promise<PinterestResult<Page<CustomerList>>> {
    return this.transport.send({
      operation: 'customer_lists/list',
      path: customerListsPath(adAccountId),
      adAccountId,
      query: { ...pageParameters(query), order: query.order },
      read: (body) => readPage(body, readCustomerList),
      options,
    });
  }

  /** All of them, page after page. */
  iterate(
    adAccountId: string,
    query: ListQuery = {},
    options?: CallOptions,
  ): AsyncGenerator<CustomerList, void, undefined> {
    return iteratePages(query, (page) => this.list(adAccountId, { ...query, ...page }, options));
  }

  /** One list; `numBatches` and the record counters tell what was sent, `status` whether it can be used. */
  async get(
    adAccountId: string,
    customerListId: string,
    options?: CallOptions,
  ): Promise<PinterestResult<CustomerList>> {
    return this.transport.send({
      operation: 'customer_lists/get',
      path: customerListPath(adAccountId, customerListId),
      adAccountId,
      read: readCustomerList,
      options,
    });
  }

  /** Adds or removes records. Applying the same update twice ends the same; only the list's counters move. */
  async update(
    adAccountId: string,
    customerListId: string,
    { operationType, records }: UpdateCustomerList,
    options?: CallOptions,
  ): Promise<PinterestResult<CustomerList>> {
    return this.transport.send({
      operation: 'customer_lists/update',
      path: customerListPath(adAccountId, customerListId),
      adAccountId,
      body: jsonBody({ operation_type: operationType, records: joined(records) }),
      read: readCustomerList,
      options,
    });
  }
}
