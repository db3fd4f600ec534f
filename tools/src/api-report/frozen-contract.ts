import { type Contract } from './contract.ts';

/** What a version promised: the texts of its terms. */
export interface FrozenContract {
  readonly version: string;
  readonly terms: Readonly<Record<string, string>>;
}

export function freeze(version: string, contract: Contract): string {
  const terms = Object.fromEntries([...contract].map(([at, { text }]) => [at, text]));
  return `${JSON.stringify({ version, terms } satisfies FrozenContract, null, 2)}\n`;
}

/** Null for the text of a file that is not there: nothing was frozen yet. */
export function thaw(text: string): FrozenContract | null {
  return text === '' ? null : (JSON.parse(text) as FrozenContract);
}
