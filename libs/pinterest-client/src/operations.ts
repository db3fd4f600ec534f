/**
 * The quota that a request draws on; all operations of a category share one bucket per Pinterest user and app.
 * Source: `x-ratelimit-category` in Pinterest's OpenAPI description 5.23.0.
 */
export type RateCategory = 'ads_read' | 'ads_write' | 'org_read' | 'org_write';

interface OperationFacts {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly rateCategory: RateCategory;
  /** What a 404 means: an addressed thing is gone, or the address itself is wrong. */
  readonly addressesResource: boolean;
  /** Carries records, so that a refusal may be about one of them. */
  readonly carriesRecords?: true;
  /** Makes something new each time: repeating it may make a second one. */
  readonly creates?: true;
}

/** Every operation that this client calls, by its official operation id. */
export const OPERATIONS = {
  'oauth/token': { method: 'POST', rateCategory: 'org_read', addressesResource: false },
  'user_account/get': { method: 'GET', rateCategory: 'org_read', addressesResource: false },
  'ad_accounts/list': { method: 'GET', rateCategory: 'ads_read', addressesResource: false },
  'ad_accounts/get': { method: 'GET', rateCategory: 'ads_read', addressesResource: true },
  'terms_of_service/get': { method: 'GET', rateCategory: 'ads_read', addressesResource: true },
  'customer_lists/create': {
    method: 'POST',
    rateCategory: 'ads_write',
    addressesResource: true,
    carriesRecords: true,
    creates: true,
  },
  'customer_lists/list': { method: 'GET', rateCategory: 'ads_read', addressesResource: true },
  'customer_lists/get': { method: 'GET', rateCategory: 'ads_read', addressesResource: true },
  'customer_lists/update': {
    method: 'PATCH',
    rateCategory: 'ads_write',
    addressesResource: true,
    carriesRecords: true,
  },
  'audiences/create': { method: 'POST', rateCategory: 'ads_write', addressesResource: true, creates: true },
  'audiences/list': { method: 'GET', rateCategory: 'ads_read', addressesResource: true },
  'audiences/get': { method: 'GET', rateCategory: 'ads_read', addressesResource: true },
  'audiences/update': { method: 'PATCH', rateCategory: 'ads_write', addressesResource: true },
} as const satisfies Record<string, OperationFacts>;

/** Pinterest's own name of an operation, for example `customer_lists/update`. */
export type OperationId = keyof typeof OPERATIONS;

/** The facts of an operation, widened so that absent flags read as `undefined`. */
export function factsOf(operation: OperationId): OperationFacts {
  return OPERATIONS[operation];
}
