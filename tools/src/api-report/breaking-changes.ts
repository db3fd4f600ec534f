import { contractOf } from './contract.ts';

/** What a caller of `before` may have to change for `after`, a line each. Rather one too many than one too few. */
export function breakingChanges(before: string, after: string): readonly string[] {
  const [old, now] = [contractOf(before), contractOf(after)];
  const lost = [...old].flatMap(([at, { text }]) => {
    const found = now.get(at);
    if (!found) return [`${at} is gone: ${text}`];
    return found.text === text ? [] : [`${at} was: ${text}\n${' '.repeat(at.length)} is:  ${found.text}`];
  });
  const demanded = [...now].filter(
    ([at, { isRequired }]) => isRequired && !old.has(at) && old.has(ownerOf(at)),
  );
  return [...lost, ...demanded.map(([at, { text }]) => `${at} is required: ${text}`)];
}

const ownerOf = (member: string): string => member.slice(0, member.lastIndexOf('.'));
