import { type PackedItems, packItems } from '@audience-sync/batching-scheduler';
import { createHash } from 'node:crypto';

const digest = (email: string) => createHash('sha256').update(email).digest();

/** `count` people who are nobody, numbered from `first`. */
export function people(count: number, first = 0): readonly string[] {
  return Array.from({ length: count }, (_, n) => `person-${first + n}@shop.example`);
}

/** As the gateway packs them: the external id and the digest of the address. */
export function packed(emails: readonly string[]): PackedItems {
  return packItems(
    emails.map((email) => ({ id: email.split('@')[0] ?? email, keys: [digest(email)], tags: [0] })),
  );
}

/** What the sandbox shows as the members of a list that holds exactly these. */
export function membersOf(emails: readonly string[]): readonly string[] {
  return [...new Set(emails)].map((email) => digest(email).toString('hex')).sort();
}
