import { PinterestOAuth, type TokenGrant } from '@audience-sync/pinterest-client';
import { SANDBOX_APP } from './worker-env.ts';

const REDIRECT_URI = 'http://localhost/callback';
const SCOPES = ['ads:read', 'ads:write', 'user_accounts:read'];

/** What the user's consent at the sandbox gives. */
export async function logInAt(sandboxUrl: string, pinterestUserId: string): Promise<TokenGrant> {
  const oauth = new PinterestOAuth({
    ...SANDBOX_APP,
    apiUrl: `${sandboxUrl}/v5`,
    oauthUrl: `${sandboxUrl}/oauth/`,
  });
  const page = oauth.authorizationUrl({ redirectUri: REDIRECT_URI, scopes: SCOPES, state: 'test' });
  const answer = await fetch(`${page}&auto_user=${pinterestUserId}`, { redirect: 'manual' });
  const code = new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
  return oauth.exchangeCode({ code, redirectUri: REDIRECT_URI });
}
