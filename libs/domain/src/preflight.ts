import { type AdAccount, mayWriteAudiences } from './ad-account.ts';
import { type Connection, isUsable, missingScopes } from './connection.ts';

/** What can keep an ad account from being synced to, as far as Pinterest decides it. */
export const PREFLIGHT_PROBLEM_CODES = [
  'CONNECTION_INVALID',
  'SCOPE_MISSING',
  'AD_ACCOUNT_GONE',
  'ROLE_INSUFFICIENT',
  'TERMS_NOT_ACCEPTED',
] as const;
export type PreflightProblemCode = (typeof PREFLIGHT_PROBLEM_CODES)[number];

/** Everything that keeps an ad account from being synced to, as it was last seen; empty: nothing does. */
export function checkAdAccount(
  adAccount: AdAccount,
  connection: Connection,
): readonly PreflightProblemCode[] {
  return [...connectionProblems(connection), ...adAccountProblems(adAccount)];
}

/** What is wrong with the login itself. */
export function connectionProblems(connection: Connection): readonly PreflightProblemCode[] {
  if (!isUsable(connection)) return ['CONNECTION_INVALID'];
  return missingScopes(connection).length === 0 ? [] : ['SCOPE_MISSING'];
}

/** What is wrong with the ad account, whoever connects. Terms that nobody has asked about yet are not accepted. */
export function adAccountProblems(adAccount: AdAccount): readonly PreflightProblemCode[] {
  if (adAccount.missingSince !== null) return ['AD_ACCOUNT_GONE'];
  const problems: PreflightProblemCode[] = [];
  if (!mayWriteAudiences(adAccount)) problems.push('ROLE_INSUFFICIENT');
  if (adAccount.termsAccepted !== true) problems.push('TERMS_NOT_ACCEPTED');
  return problems;
}
