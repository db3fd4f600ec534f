import { type UserLine } from '@audience-sync/tools';

/** Users with one e-mail address each, from the `from`-th on. */
export function people(count: number, from = 0): UserLine[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `person-${from + at}`,
    email: `person.${from + at}@example.com`,
  }));
}
