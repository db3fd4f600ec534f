/** Tokens of identity providers that carry groups and names grow to some kilobytes. */
const BEARER = /^Bearer +([\x21-\x7e]{1,8192})$/i;

/** The credential of an `Authorization` header (or of a socket's connection parameter), or null. */
export function bearerOf(header: unknown): string | null {
  return typeof header === 'string' ? (BEARER.exec(header.trim())?.[1] ?? null) : null;
}
