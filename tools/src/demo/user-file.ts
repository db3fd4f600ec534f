import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** One line of a users file. A field may hold one value or several; every field but `id` may be absent. */
export interface UserLine {
  id: string;
  email?: string | string[];
  idfa?: string | string[];
  maid?: string | string[];
}

const FIRST = [
  'Ana',
  'João',
  'Maria',
  'Chloé',
  'Jürgen',
  'Søren',
  'Zoë',
  'Li',
  'Olu',
  'Noor',
  'Ivan',
  'Aiko',
];
const LAST = ['Silva', 'Souza', 'Müller', 'García', 'Ito', 'Okafor', 'Dubois', 'Novak', 'Haddad', 'Lee'];
const ZERO_ID = '00000000-0000-0000-0000-000000000000';

/** A small seeded generator (mulberry32): the same seed writes the same file, up to the random device ids. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Mess = (line: UserLine, email: string, pick: <T>(from: readonly T[]) => T) => void;

/** What real exports look like: [share of the lines, what is done to the line]. */
const MESSES: readonly (readonly [number, Mess])[] = [
  [0.1, (line, email) => void (line.email = email.toUpperCase())],
  [
    0.07,
    (line, email, pick) =>
      void (line.email = `${pick([' ', '\t', '  '])}${email}${pick([' ', '\r', '\u00a0'])}`),
  ],
  [0.04, (line) => void delete line.email],
  [
    0.03,
    (line, email, pick) =>
      void (line.email = pick(['', ' ', 'n/a', 'unknown', email.replace('@', ' at '), '@', 'a@b'])),
  ],
  [0.03, (line) => void (line.idfa = ZERO_ID)],
  [0.03, (line) => void (line.maid = ZERO_ID)],
  [0.02, (line, _email, pick) => void (line.idfa = pick(['not-an-id', '1234', '']))],
  [
    0.04,
    (line, email) =>
      void (line.email = createHash('sha256').update(email.trim().toLowerCase()).digest('hex')),
  ],
  [0.02, (line, email) => void (line.email = createHash('sha256').update(email).digest('hex').toUpperCase())],
  [0.02, (line, email) => void (line.email = createHash('md5').update(email).digest('hex'))],
  [0.05, (line, email) => void (line.email = [email, `work.${email}`])],
  [0.02, (line, email) => void (line.email = [email, email.toUpperCase(), 'broken'])],
  [0.02, (line) => void (delete line.email, delete line.idfa, delete line.maid)],
];

function cleanLine(
  index: number,
  random: () => number,
  pick: <T>(from: readonly T[]) => T,
): [UserLine, string] {
  const plain = (name: string) =>
    name
      .normalize('NFD')
      .replace(/[\u0300-\u036fø]/g, '')
      .toLowerCase();
  const email = `${plain(pick(FIRST))}.${plain(pick(LAST))}.${index}@${pick(['example.com', 'example.org', 'mail.example.net'])}`;
  const line: UserLine = { id: `user-${index}`, email };
  if (random() < 0.35) line.idfa = randomUUID().toUpperCase();
  else if (random() < 0.45) line.maid = random() < 0.2 ? randomUUID().toUpperCase() : randomUUID();
  return [line, email];
}

/** `count` users, one JSON object a line, with the customary mess; about 2 % of them enter twice. */
export function* messyUsers(count: number, seed = 7): Generator<UserLine> {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let previous: UserLine | undefined;
  for (let index = 0; index < count; index++) {
    if (previous && random() < 0.02) {
      yield previous;
      continue;
    }
    const [line, email] = cleanLine(index, random, pick);
    for (const [share, mess] of MESSES) if (random() < share) mess(line, email, pick);
    if (random() < 0.01) line.id = `usuário-${index}-ü`;
    previous = line;
    yield line;
  }
}

/** Writes {@link messyUsers} to a file. */
export async function writeUserFile(path: string, count: number, seed?: number): Promise<void> {
  const file = createWriteStream(path);
  let block = '';
  for (const line of messyUsers(count, seed)) {
    block += JSON.stringify(line) + '\n';
    if (block.length < 1 << 18) continue;
    if (!file.write(block)) await once(file, 'drain');
    block = '';
  }
  file.end(block);
  await once(file, 'finish');
}
