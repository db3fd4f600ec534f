const MAX_LENGTH = 300;

/** What must never stand in an error: tokens, addresses, hashes and device ids that an answer may echo. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\bpin[a-z]_[\w.~+/-]+=*/gi, '[token]'],
  [/\b(Bearer|Basic)\s+\S+/gi, '$1 [token]'],
  [/[^\s@,;:<>"'()[\]{}]+@[^\s@,;:<>"'()[\]{}]+/g, '[email]'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '[device id]'],
  [/\b[0-9a-f]{32,}\b/gi, '[hash]'],
];

/** Makes a sentence of the other side safe to log and to show: one line, no personal data, at most 300 characters. */
export function redact(text: string): string {
  // Cut first: a hostile answer may be megabytes long.
  const line = text.slice(0, MAX_LENGTH * 4).replace(/[\s\p{Cc}]+/gu, ' ');
  const safe = SECRETS.reduce((words, [pattern, word]) => words.replace(pattern, word), line).trim();
  return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH - 1)}…` : safe;
}
