import { type FetchInit } from '../http/fetch-like.ts';
import { type OperationId } from '../operations.ts';

/** A request that a fake received. */
export interface FakeCall {
  readonly operation: OperationId;
  readonly method: string;
  readonly url: string;
  /** Ids of the path, in order: ad account, then customer list or audience. */
  readonly ids: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON or form body, field by field; empty when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

type Route = readonly [method: string, path: RegExp, operation: OperationId];

/** Written down a second time on purpose: a path that the client gets wrong matches nothing here. */
const ROUTES: readonly Route[] = [
  ['POST', /\/oauth\/token$/, 'oauth/token'],
  ['GET', /\/user_account$/, 'user_account/get'],
  ['GET', /\/ad_accounts$/, 'ad_accounts/list'],
  ['GET', /\/ad_accounts\/(\d+)$/, 'ad_accounts/get'],
  ['GET', /\/ad_accounts\/(\d+)\/terms_of_service$/, 'terms_of_service/get'],
  ['POST', /\/ad_accounts\/(\d+)\/customer_lists$/, 'customer_lists/create'],
  ['GET', /\/ad_accounts\/(\d+)\/customer_lists$/, 'customer_lists/list'],
  ['GET', /\/ad_accounts\/(\d+)\/customer_lists\/(\d+)$/, 'customer_lists/get'],
  ['PATCH', /\/ad_accounts\/(\d+)\/customer_lists\/(\d+)$/, 'customer_lists/update'],
  ['POST', /\/ad_accounts\/(\d+)\/audiences$/, 'audiences/create'],
  ['GET', /\/ad_accounts\/(\d+)\/audiences$/, 'audiences/list'],
  ['GET', /\/ad_accounts\/(\d+)\/audiences\/(\d+)$/, 'audiences/get'],
  ['PATCH', /\/ad_accounts\/(\d+)\/audiences\/(\d+)$/, 'audiences/update'],
];

/** Reads a request as the operation that it is. Throws for one that Pinterest would not know. */
export function readFakeCall(url: string, init: FetchInit): FakeCall {
  const { pathname, searchParams } = new URL(url);
  for (const [method, path, operation] of ROUTES) {
    const match = method === init.method ? path.exec(pathname) : null;
    if (!match) continue;
    const query = Object.fromEntries(searchParams);
    return {
      operation,
      method,
      url,
      ids: match.slice(1),
      query,
      headers: init.headers,
      body: readBody(init),
    };
  }
  throw new Error(`FakePinterest knows no operation ${init.method} ${pathname}`);
}

function readBody({ body, headers }: FetchInit): Readonly<Record<string, unknown>> {
  if (body === undefined) return {};
  return headers['content-type'] === 'application/json'
    ? (JSON.parse(body) as Record<string, unknown>)
    : Object.fromEntries(new URLSearchParams(body));
}
