import { ApiError, badRequest } from '../http/api-error.ts';
import { type Call, type Operation } from '../http/operation.ts';
import { type IssuedTokens } from './token-store.ts';

export const tokenOperations: Operation[] = [
  {
    id: 'oauth/token',
    method: 'POST',
    path: '/oauth/token',
    category: 'org_read',
    access: 'app',
    handle: issueTokens,
  },
  {
    id: 'token/revoke',
    method: 'POST',
    path: '/oauth/token/revoke',
    category: 'org_write',
    access: 'app',
    handle: revokeToken,
  },
];

function issueTokens(call: Call): IssuedTokens {
  const form = new URLSearchParams(call.bodyText);
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return exchangeCode(call, form);
    case 'refresh_token':
      return granted(call.state.tokens.refresh(required(form, 'refresh_token')));
    case 'client_credentials':
      throw badRequest('The grant type client_credentials is not offered to this app.');
    default:
      throw badRequest("'grant_type' must be authorization_code or refresh_token (form-encoded body).");
  }
}

function exchangeCode({ state }: Call, form: URLSearchParams): IssuedTokens {
  const refreshable =
    !state.options.unknowns.requireContinuousRefresh || form.get('continuous_refresh') === 'true';
  return granted(
    state.tokens.redeemCode(required(form, 'code'), required(form, 'redirect_uri'), refreshable),
  );
}

/** Code 283 is what the live API has been seen to answer: https://github.com/pinterest/pinterest-api-demo/issues/16 */
function granted(tokens: IssuedTokens | undefined): IssuedTokens {
  if (tokens) return tokens;
  throw new ApiError(401, 283, 'The authorization grant is invalid.', 'authentication');
}

function revokeToken({ state, bodyText }: Call): undefined {
  const token = state.tokens.find(required(new URLSearchParams(bodyText), 'token'));
  // Officially only the tokens of system users can be revoked, and there are none here.
  if (!token || !state.options.unknowns.revokeAnyToken)
    throw new ApiError(403, 29, 'You are not permitted to access that resource.', 'permission');
  token.revoked = true;
}

function required(form: URLSearchParams, field: string): string {
  const value = form.get(field);
  if (value === null || value === '') throw badRequest(`'${field}' is required.`);
  return value;
}
