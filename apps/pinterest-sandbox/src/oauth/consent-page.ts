import { type User } from '../world/ad-account.ts';
import { type Scope, SCOPES } from './scopes.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #222 }
  .banner { background: #fff4ce; border: 1px solid #e0c14a; padding: .5rem .75rem; border-radius: .5rem }
  fieldset { border: 1px solid #ccc; border-radius: .5rem; margin: 1rem 0 }
  label { display: block; padding: .25rem 0 }
  small { color: #666 }
  button { font: inherit; padding: .5rem 1.25rem; border-radius: 1.5rem; border: 1px solid #888; background: #fff; cursor: pointer }
  button.primary { background: #b3001b; border-color: #b3001b; color: #fff }`;

const page = (body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pinterest sandbox: give access</title>
<style>${STYLE}</style>
</head>
<body>
<p class="banner">This is a sandbox that stands in for Pinterest. Nobody here is real, and there is no password to type.</p>
${body}
</body>
</html>
`;

const userChoice = (user: User, accounts: number, checked: boolean): string => `
<label><input type="radio" name="user" value="${escape(user.id)}"${checked ? ' checked' : ''}>
${escape(user.businessName)} <small>@${escape(user.username)}, ${accounts} ad accounts, id ${escape(user.id)}</small></label>`;

/** The page on which a person chooses who to be and gives or denies access. */
export function consentPage(
  clientId: string,
  scopes: readonly Scope[],
  users: readonly { user: User; accounts: number }[],
): string {
  return page(`
<h1>Give access to your account</h1>
<p><strong>${escape(clientId)}</strong> will be able to:</p>
<ul>${scopes.map((scope) => `<li>${escape(SCOPES[scope])} <small>(${escape(scope)})</small></li>`).join('')}</ul>
<form method="post">
<fieldset><legend>Continue as</legend>${users
    .map(({ user, accounts }, index) => userChoice(user, accounts, index === 0))
    .join('')}
</fieldset>
<button class="primary" name="decision" value="allow">Give access</button>
<button name="decision" value="deny">Cancel</button>
</form>`);
}

export const consentErrorPage = (message: string): string =>
  page(`<h1>This link does not work</h1><p>${escape(message)}</p>`);
