import {
  isPinterestError,
  type PinterestError,
  type PinterestHooks,
  type ResponseMeta,
} from '@audience-sync/pinterest-client';
import { inSpan } from '@audience-sync/platform';

type Attributes = Record<string, string | number>;

/** A span a request: innermost of the hooks, so that it holds the sending alone. */
export const tracedRequests: PinterestHooks = {
  wrap: ({ operation, method }, next) =>
    inSpan(
      `Pinterest ${operation}`,
      { kind: 'client', attributes: { 'http.request.method': method } },
      async (span) => {
        try {
          const result = await next();
          span.setAttributes(answered(result.meta));
          return result;
        } catch (error) {
          if (isPinterestError(error)) span.setAttributes(refused(error));
          throw error;
        }
      },
    ),
};

function answered({ status, requestId }: Pick<ResponseMeta, 'status' | 'requestId'>): Attributes {
  return {
    'http.response.status_code': status,
    ...(requestId === null ? {} : { 'pinterest.request_id': requestId }),
  };
}

function refused({ kind, httpStatus, pinterestCode, requestId }: PinterestError): Attributes {
  return {
    'pinterest.refusal': kind,
    ...(httpStatus === null ? {} : answered({ status: httpStatus, requestId })),
    ...(pinterestCode === null ? {} : { 'pinterest.code': pinterestCode }),
  };
}
