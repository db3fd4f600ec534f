import { type CallbackOutcome } from './callback-outcome.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** Where the browser goes when the connection was begun with an address to return to; null: the page is shown. */
export function returnAddress(outcome: CallbackOutcome): string | null {
  const returnTo = outcome.begunBy?.returnTo ?? null;
  if (returnTo === null) return null;
  const address = new URL(returnTo);
  if (outcome.kind === 'connected') address.searchParams.set('connection', outcome.connectionId);
  else address.searchParams.set('error', outcome.error);
  return address.href;
}

/** What a person sees who came back from Pinterest. */
export function callbackPage(outcome: CallbackOutcome): string {
  const [title, ...lines] =
    outcome.kind === 'connected' ? success(outcome) : ['Not connected', outcome.message];
  return page(title ?? '', lines);
}

function success(outcome: Extract<CallbackOutcome, { kind: 'connected' }>): string[] {
  const { username, adAccounts, reconnected, missingScopes } = outcome;
  const reached =
    adAccounts === null
      ? 'The ad accounts could not be listed now; ask for them again in a moment.'
      : `Ad accounts it reaches: ${adAccounts}. Select those to sync with.`;
  return [
    reconnected ? 'Pinterest is connected again' : 'Pinterest is connected',
    `Connected as ${username}.`,
    reached,
    ...(missingScopes.length > 0
      ? [`Not granted, and needed for syncing: ${missingScopes.join(', ')}.`]
      : []),
    'You may close this page.',
  ];
}

function page(title: string, lines: readonly string[]): string {
  const body = lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}</style></head>
<body><main>
<h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>
`;
}
