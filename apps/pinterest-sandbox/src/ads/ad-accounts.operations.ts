import { ApiError } from '../http/api-error.ts';
import { type Operation, type UserCall } from '../http/operation.ts';
import { adAccountBody, type User } from '../world/ad-account.ts';
import { adAccountOf } from './access.ts';
import { pageOf } from './paging.ts';

export const adAccountOperations: Operation[] = [
  {
    id: 'user_account/get',
    method: 'GET',
    path: '/user_account',
    category: 'org_read',
    access: 'user_accounts:read',
    handle: getUserAccount,
  },
  {
    id: 'ad_accounts/list',
    method: 'GET',
    path: '/ad_accounts',
    category: 'ads_read',
    access: 'ads:read',
    handle: listAdAccounts,
  },
  {
    id: 'ad_accounts/get',
    method: 'GET',
    path: '/ad_accounts/{ad_account_id}',
    category: 'ads_read',
    access: 'ads:read',
    handle: (call) => adAccountBody(adAccountOf(call), call.user.id),
  },
  {
    id: 'terms_of_service/get',
    method: 'GET',
    path: '/ad_accounts/{ad_account_id}/terms_of_service',
    category: 'ads_read',
    access: 'ads:read',
    handle: getTermsOfService,
  },
];

function getUserAccount({ state, user, query }: UserCall): unknown {
  const adAccountId = query.get('ad_account_id');
  if (adAccountId === null) return userBody(user);
  const account = state.world.adAccounts.get(adAccountId);
  if (account?.permissions.has(user.id)) return userBody(account.owner);
  throw new ApiError(403, 403, 'Not authorized to access the user account.', 'permission');
}

function userBody(user: User): unknown {
  return {
    account_type: 'BUSINESS',
    id: user.id,
    username: user.username,
    business_name: user.businessName,
    about: 'A made-up account of the sandbox',
    profile_image: `${user.websiteUrl}/profile.png`,
    website_url: user.websiteUrl,
    board_count: 3,
    pin_count: 120,
    follower_count: 45,
    following_count: 6,
    monthly_views: 7_800,
  };
}

function listAdAccounts({ state, user, query }: UserCall): unknown {
  const includeShared = query.get('include_shared_accounts') !== 'false';
  const reachable = [...state.world.adAccounts.values()].filter(
    (account) => account.permissions.has(user.id) && (includeShared || account.owner.id === user.id),
  );
  const page = pageOf(reachable, (account) => account.id, query, 'ad_accounts');
  return { items: page.items.map((account) => adAccountBody(account, user.id)), bookmark: page.bookmark };
}

function getTermsOfService(call: UserCall): unknown {
  const account = adAccountOf(call);
  return {
    id: '2650449554526',
    ad_account_id: account.id,
    has_accepted: account.termsAccepted,
    html: call.query.get('include_html') === 'true' ? '<p>Terms of the sandbox: play fair.</p>' : null,
  };
}
