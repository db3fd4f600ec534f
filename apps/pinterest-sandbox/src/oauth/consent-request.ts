import { type SandboxOptions } from '../options.ts';
import { isScope, type Scope, splitScopes } from './scopes.ts';

/** A checked request for consent. */
export type ConsentRequest = { redirectUri: string; scopes: Scope[]; state: string | undefined };

/**
 * What is wrong with a request for consent. A wrong client or redirect URI is shown to the person, never sent on:
 * the address cannot be trusted. All else goes back to the app as `error`.
 */
export type ConsentProblem =
  { kind: 'show'; message: string } | { kind: 'redirect'; to: string; error: string; description: string };

export function readConsentRequest(
  query: URLSearchParams,
  options: SandboxOptions,
): { request: ConsentRequest } | { problem: ConsentProblem } {
  const clientId = query.get('client_id') ?? query.get('consumer_id');
  if (clientId !== options.clientId) return show('client_id names no app that is known here.');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!isAllowedRedirect(redirectUri, options.redirectUris))
    return show('redirect_uri is not registered for the app.');
  const state = query.get('state') ?? undefined;
  const back = (error: string, description: string) => ({
    problem: {
      kind: 'redirect' as const,
      to: withQuery(redirectUri, { error, error_description: description, state }),
      error,
      description,
    },
  });
  if (query.get('response_type') !== 'code')
    return back('unsupported_response_type', 'response_type must be code.');
  const scopes = splitScopes(query.get('scope') ?? '');
  const unknown = scopes.find((scope) => !isScope(scope));
  if (scopes.length === 0) return back('invalid_scope', 'At least one scope is required.');
  if (unknown !== undefined) return back('invalid_scope', `The scope ${unknown} is not known.`);
  return { request: { redirectUri, scopes: [...new Set(scopes.filter(isScope))], state } };
}

const show = (message: string) => ({ problem: { kind: 'show' as const, message } });

function isAllowedRedirect(redirectUri: string, registered: string[]): boolean {
  if (registered.length > 0) return registered.includes(redirectUri);
  return URL.canParse(redirectUri) && /^https?:$/.test(new URL(redirectUri).protocol);
}

/** The address with more query parameters; undefined ones are left out. */
export function withQuery(address: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
