export { PinterestClient, type PinterestClientOptions } from './client.ts';
export { type TransportOptions } from './http/transport.ts';
export { type FetchAnswer, type FetchInit, type FetchLike } from './http/fetch-like.ts';
export { type RateLimitState } from './http/rate-limit-headers.ts';
export { type CallOptions, type Page, type PinterestResult, type ResponseMeta } from './result.ts';
export { type OperationId, OPERATIONS, type RateCategory } from './operations.ts';
export { type PinterestHooks, type PinterestRequest, type RequestOutcome } from './hooks.ts';

export { type PageQuery, type SortOrder } from './api/paging.ts';
export { type UserAccount, type UserAccountOperations } from './api/user-account.ts';
export {
  type AdAccount,
  type AdAccountOperations,
  type AdAccountRole,
  type AdAccountsQuery,
  type TermsOfService,
} from './api/ad-accounts.ts';
export { type CustomerList, type CustomerListStatus, type CustomerListType } from './api/customer-list.ts';
export {
  type CreateCustomerList,
  type CustomerListOperations,
  type ListQuery,
  type Records,
  type UpdateCustomerList,
} from './api/customer-lists.ts';
export { type Audience, type AudienceRule, type AudienceStatus, type AudienceType } from './api/audience.ts';
export {
  type AudienceOperations,
  type AudiencesQuery,
  type CreateAudience,
  type UpdateAudience,
} from './api/audiences.ts';

export {
  classifyPinterestError,
  type ErrorClass,
  isPinterestError,
  PinterestError,
  type PinterestErrorDetails,
} from './errors/pinterest-error.ts';

export {
  type AuthorizationRequest,
  type CodeExchange,
  PinterestOAuth,
  type PinterestOAuthOptions,
} from './oauth/pinterest-oauth.ts';
export { type TokenGrant } from './oauth/token-grant.ts';

export {
  type HashedIdentifier,
  type IdentifierRejection,
  type MatchField,
  type NormalizedIdentifier,
  type RejectedIdentifier,
} from './identifiers/identifier.ts';
export { detectHash, type HashAlgorithm } from './identifiers/detect-hash.ts';
export { normalizeIdentifier, validateIdentifier } from './identifiers/normalize.ts';
export { DIGEST_BYTES, hashIdentifier, hashIdentifierInto } from './identifiers/hash.ts';
export { recordsFromDigests } from './identifiers/records.ts';
