import { type WireObject } from '../http/wire-object.ts';

/** The kind of the records of a list. */
export type CustomerListType = 'EMAIL' | 'IDFA' | 'MAID' | 'LR_ID' | 'DLX_ID' | 'HASHED_PINNER_ID';

/** `TOO_SMALL`: fewer than 100 records matched a Pinterest account. */
export type CustomerListStatus = 'PROCESSING' | 'READY' | 'TOO_SMALL' | 'UPLOADING';

/** What records are written to. Its id is not the id of an audience. */
export interface CustomerList {
  readonly id: string;
  readonly adAccountId: string | null;
  readonly name: string | null;
  readonly status: CustomerListStatus | (string & {}) | null;
  /** Creation counts as one, each update adds one. */
  readonly numBatches: number | null;
  /** Counts what was sent, also for users who were in the list already: a ledger of calls, not a size. */
  readonly numUploadedUserRecords: number | null;
  /** Counts what was sent, also for users who were never in the list. */
  readonly numRemovedUserRecords: number | null;
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  /** "Customer list errors": Pinterest does not describe their shape. Show it, do not parse it. */
  readonly exceptions: unknown;
}

export function readCustomerList(body: WireObject): CustomerList {
  return {
    id: body.id('id'),
    adAccountId: body.text('ad_account_id'),
    name: body.text('name'),
    status: body.text('status'),
    numBatches: body.count('num_batches'),
    numUploadedUserRecords: body.count('num_uploaded_user_records'),
    numRemovedUserRecords: body.count('num_removed_user_records'),
    createdAt: body.time('created_time'),
    updatedAt: body.time('updated_time'),
    exceptions: body.raw('exceptions'),
  };
}
