import { type Contract } from './contract.ts';
import { type FrozenContract } from './frozen-contract.ts';

/** What a caller of the frozen version may have to change for this one, a line each. Rather one too many than one too few. */
export function breakingChanges({ terms }: FrozenContract, now: Contract): readonly string[] {
  const lost = Object.entries(terms).flatMap(([at, text]) => {
    const found = now.get(at);
    if (!found) return [`${at} is gone: ${text}`];
    return found.text === text ? [] : [`${at} was: ${text}\n${' '.repeat(at.length)} is:  ${found.text}`];
  });
  const demanded = [...now].filter(
    ([at, { isRequired }]) => isRequired && !(at in terms) && ownerOf(at) in terms,
  );
  return [...lost, ...demanded.map(([at, { text }]) => `${at} is required: ${text}`)];
}

const ownerOf = (member: string): string => member.slice(0, member.lastIndexOf('.'));
