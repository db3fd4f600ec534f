import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type UserLine } from './user-file.ts';

/** What a users file must come to at Pinterest. */
export interface Expectation {
  readonly users: number;
  readonly notSynced: number;
  readonly members: number;
  /** SHA-256 over the sorted members, joined by newline; the sandbox computes the same of what it holds. */
  readonly digest: string;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
const HASHED = /^[0-9a-f]{64}$/i;
const OTHER_HASH = /^([0-9a-f]{32}|[0-9a-f]{40})$/i;
const ADDRESS = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;
const DEVICE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function emailMember(raw: string): string | undefined {
  const text = raw.trim();
  if (HASHED.test(text)) return text.toLowerCase();
  if (OTHER_HASH.test(text) || !ADDRESS.test(text)) return undefined;
  return sha256(text.toLowerCase());
}

function deviceMember(raw: string, fold: (id: string) => string): string | undefined {
  const text = raw.trim();
  if (HASHED.test(text)) return text.toLowerCase();
  if (!DEVICE_ID.test(text) || /^[0-]+$/.test(text)) return undefined;
  return sha256(fold(text));
}

const values = (field: string | string[] | undefined) => (field === undefined ? [] : [field].flat());

/** The members that one user gives, by rules written down here a second time on purpose: a mistake in the product must not hide in its own test. */
export function membersOf(user: UserLine): string[] {
  return [
    ...values(user.email).map(emailMember),
    ...values(user.idfa).map((id) => deviceMember(id, (text) => text.toUpperCase())),
    ...values(user.maid).map((id) => deviceMember(id, (text) => text.toLowerCase())),
  ].filter((member) => member !== undefined);
}

/** Reads a users file and computes, on its own, what must be in the audience when all have arrived. */
export async function expectationOf(file: string): Promise<Expectation> {
  const members = new Set<string>();
  let users = 0;
  let notSynced = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const own = membersOf(JSON.parse(line) as UserLine);
    users += 1;
    if (own.length === 0) notSynced += 1;
    for (const member of own) members.add(member);
  }
  const digest = sha256([...members].sort().join('\n'));
  return { users, notSynced, members: members.size, digest };
}
