/** Scopes that an app can ask for here: those that the served operations use. */
export const SCOPES = {
  'ads:read': 'See your ads, audiences and customer lists',
  'ads:write': 'Create and change your ads, audiences and customer lists',
  'user_accounts:read': 'See your user account',
} as const;
export type Scope = keyof typeof SCOPES;

export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);

/** Scopes come separated by commas; OAuth's own separator, the space, is understood as well. */
export const splitScopes = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '');
