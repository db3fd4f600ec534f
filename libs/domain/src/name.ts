export type NameProblem = 'EMPTY' | 'TOO_LONG' | 'CONTROL_CHARACTER' | 'BIDI_CONTROL';

/** The most characters (code points) of a name. */
export const MAX_NAME_LENGTH = 100;

/** Controls, line and paragraph separators, lone surrogates: nothing a person can see or a list can show. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Overrides, embeddings and isolates make a name read as another one (UAX #9, 2; CVE-2021-42574). Marks (200E, 200F) are harmless. */
const BIDI = /[\u202A-\u202E\u2066-\u2069]/u;

/**
 * Cleans and checks the name of an audience, canvas, step, key or workspace: trimmed, in NFC, 1 to 100 characters.
 * Answers what to store, or what is wrong.
 */
export function parseName(raw: string): { readonly name: string } | { readonly problem: NameProblem } {
  const name = raw.normalize('NFC').trim();
  if (!/[^\p{Cf}\p{Zs}]/u.test(name)) return { problem: 'EMPTY' };
  if (CONTROL.test(name)) return { problem: 'CONTROL_CHARACTER' };
  if (BIDI.test(name)) return { problem: 'BIDI_CONTROL' };
  if ([...name].length > MAX_NAME_LENGTH) return { problem: 'TOO_LONG' };
  return { name };
}
