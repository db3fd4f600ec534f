import { ApiError, notFound, refusal } from '../http/api-error.ts';
import { type UserCall } from '../http/operation.ts';
import { type AdAccount, type Permission, READ_ROLES, WRITE_ROLES } from '../world/ad-account.ts';

/** The ad account in the path, when the caller has any access to it. */
export function adAccountOf({ state, user, params }: UserCall): AdAccount {
  const account = state.world.adAccounts.get(params['ad_account_id'] ?? '');
  if (!account) throw notFound('AdAccount not found.', 2);
  if (!account.permissions.has(user.id))
    throw new ApiError(403, 29, 'You are not permitted to access that resource.', 'permission');
  return account;
}

export function readableAccount(call: UserCall): AdAccount {
  return requireRole(call, READ_ROLES);
}

/** For writes to lists and audiences: the role must suffice and the terms must be accepted. */
export function writableAccount(call: UserCall): AdAccount {
  const account = requireRole(call, WRITE_ROLES);
  if (account.termsAccepted) return account;
  const message = 'The advertiser has not accepted the terms of service.';
  throw refusal(call.state.options.unknowns.termsAnswer, message, 'terms');
}

function requireRole(call: UserCall, roles: readonly Permission[]): AdAccount {
  const account = adAccountOf(call);
  const granted = account.permissions.get(call.user.id) ?? [];
  if (granted.some((role) => roles.includes(role))) return account;
  const message = `You are not permitted to access that resource. One of these roles is needed: ${roles.join(', ')}.`;
  throw refusal(call.state.options.unknowns.roleAnswer, message, 'permission');
}
