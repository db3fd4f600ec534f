import { type IncomingMessage, type ServerResponse } from 'node:http';
import { ApiError } from '../http/api-error.ts';
import { readBody } from '../http/request-body.ts';
import { type SandboxState } from '../state.ts';
import { consentErrorPage, consentPage } from './consent-page.ts';
import { type ConsentRequest, readConsentRequest, withQuery } from './consent-request.ts';

const FORM_BYTES = 10_000;

/** What the person, or the script, chose; undefined when the page has yet to be shown. */
type Choice = { decision: 'allow'; userId: string } | { decision: 'deny' } | undefined;

/**
 * `GET /oauth/` shows the page; with `auto_user=<user id>` it answers as if that user had agreed, with `auto_user=deny` as
 * if nobody had. `POST` is the page's form (`user`, `decision`), on the same address.
 */
export async function serveConsent(
  state: SandboxState,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const read = readConsentRequest(url.searchParams, state.options);
  if ('request' in read) {
    decide(state, read.request, await readChoice(request, url), response);
    return;
  }
  if (read.problem.kind === 'redirect') redirect(response, read.problem.to);
  else sendHtml(response, 400, consentErrorPage(read.problem.message));
}

async function readChoice(request: IncomingMessage, url: URL): Promise<Choice> {
  if (request.method === 'POST') return readForm(request);
  const autoUser = url.searchParams.get('auto_user');
  if (autoUser === null) return undefined;
  return autoUser === 'deny' ? { decision: 'deny' } : { decision: 'allow', userId: autoUser };
}

async function readForm(request: IncomingMessage): Promise<Choice> {
  const text = await readBody(request, FORM_BYTES);
  if (text instanceof ApiError) return { decision: 'deny' };
  const form = new URLSearchParams(text);
  return form.get('decision') === 'allow'
    ? { decision: 'allow', userId: form.get('user') ?? '' }
    : { decision: 'deny' };
}

function decide(
  state: SandboxState,
  consent: ConsentRequest,
  choice: Choice,
  response: ServerResponse,
): void {
  if (choice === undefined) {
    sendHtml(response, 200, consentPage(state.options.clientId, consent.scopes, usersToChoose(state)));
    return;
  }
  if (choice.decision === 'deny') {
    redirect(response, withQuery(consent.redirectUri, { error: 'access_denied', state: consent.state }));
    return;
  }
  if (!state.world.users.has(choice.userId)) {
    sendHtml(response, 400, consentErrorPage('There is no such user in this sandbox.'));
    return;
  }
  const code = state.tokens.createCode(choice.userId, consent.scopes, consent.redirectUri);
  redirect(response, withQuery(consent.redirectUri, { code, state: consent.state }));
}

function usersToChoose({ world }: SandboxState) {
  const accounts = [...world.adAccounts.values()];
  return [...world.users.values()].map((user) => ({
    user,
    accounts: accounts.filter((account) => account.permissions.has(user.id)).length,
  }));
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location, 'cache-control': 'no-store' });
  response.end();
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html);
}
