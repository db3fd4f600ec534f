import { createHash } from 'node:crypto';

import { type MatchField } from '@audience-sync/domain';

import { packForStep, type StepShare } from './pack-for-step.ts';
import { MAX_VALUES, UserPacker } from './user-packer.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const IDFA = 'AEBE52E7-03EE-455A-B3C4-E57283966239';
const MAID = '38400000-8cf0-11bd-b23e-10b96e40000d';
const ZERO = '00000000-0000-0000-0000-000000000000';

type User = readonly [id: unknown, email?: unknown, idfa?: unknown, maid?: unknown];

function pack(users: readonly User[]): UserPacker {
  const packer = new UserPacker(users.length);
  for (const [id, email, idfa, maid] of users) expect(packer.add(id, email, idfa, maid)).toBeNull();
  return packer;
}

const share = (users: readonly User[], fields: readonly MatchField[]): StepShare =>
  packForStep(pack(users).finish(), fields);

/** What a step can sync, one user a line: the id and the identifiers, with their match field's number. */
function synced({ items }: StepShare): Record<string, string[]> {
  let next = 0;
  const keyOf = (): string =>
    `${items.keyTags[next]}:${items.keys.subarray(next * 32, ++next * 32).toString('hex')}`;
  return Object.fromEntries(
    items.ids.map((id: string, at: number) => [id, Array.from({ length: items.keyCounts[at] ?? 0 }, keyOf)]),
  );
}

const left = ({ notSynced }: StepShare): Record<string, string> =>
  Object.fromEntries(notSynced.ids.map((id, at) => [id, notSynced.reasons[at] ?? '']));

describe('UserPacker', () => {
  it('keeps the hashes of normalised identifiers, and nothing raw', () => {
    const users = pack([['u1', ' Ana@Example.com ', IDFA.toLowerCase(), MAID.toUpperCase()]]).finish();
    expect(synced(packForStep(users, ['EMAIL', 'IDFA', 'MAID']))).toEqual({
      u1: [`0:${sha256('ana@example.com')}`, `1:${sha256(IDFA)}`, `2:${sha256(MAID)}`],
    });
    expect(JSON.stringify(users)).not.toMatch(/ana@|AEBE|3840/i);
  });

  it('counts an address once that a user has twice', () => {
    expect(synced(share([['u', ['a@b.co', 'A@B.CO', 'c@d.co']]], ['EMAIL']))).toEqual({
      u: [`0:${sha256('a@b.co')}`, `0:${sha256('c@d.co')}`],
    });
  });

  it('has room for many identifiers a user', () => {
    const many = Array.from({ length: MAX_VALUES }, (_, at) => `a${at}@b.co`);
    const users: User[] = Array.from({ length: 20 }, (_, at) => [`u${at}`, many, IDFA, MAID]);
    const all = synced(share(users, ['EMAIL', 'IDFA', 'MAID']));
    expect(Object.values(all).every((keys) => keys.length === MAX_VALUES + 2)).toBe(true);
    expect(all['u19']?.[49]).toBe(`0:${sha256('a49@b.co')}`);
  });

  it.each([
    [[''], 'INVALID_ID'],
    [['x'.repeat(257)], 'INVALID_ID'],
    [[7], 'INVALID_ID'],
    [['a\u0000b'], 'INVALID_ID'],
    [['\ud800'], 'INVALID_ID'],
    [['u', 7], 'INVALID_FIELD'],
    [['u', {}], 'INVALID_FIELD'],
    [['u', ['a@b.co', 7]], 'INVALID_FIELD'],
    [['u', null, Array.from({ length: 51 }, () => IDFA)], 'TOO_MANY_VALUES'],
  ] as const)('refuses %j', ([id, email, idfa], code) => {
    const packer = new UserPacker(2);
    expect(packer.add(id, email, idfa, undefined)).toMatchObject({ code });
    expect(packer.add('next', 'a@b.co', null, null)).toBeNull();
    expect(packer.finish()).toMatchObject({ count: 1, ids: ['next'] });
  });

  it('forgets all of a refused user', () => {
    const packer = new UserPacker(2);
    packer.add('u', ['a@b.co', 'broken'], 7, undefined);
    packer.add('next', undefined, undefined, undefined);
    expect(left(packForStep(packer.finish(), ['EMAIL']))).toEqual({ next: 'NO_MATCH_FIELD' });
  });
});

describe('packForStep', () => {
  const users: User[] = [
    ['both', 'a@b.co', IDFA],
    ['phone', undefined, IDFA],
    ['none'],
    ['zero', undefined, ZERO],
    ['broken', 'n/a', null, 'not-an-id'],
    ['blank', ' '],
  ];

  it('gives a step only the identifiers that it matches by', () => {
    expect(Object.keys(synced(share(users, ['EMAIL'])))).toEqual(['both']);
    expect(synced(share(users, ['IDFA']))).toEqual({
      both: [`1:${sha256(IDFA)}`],
      phone: [`1:${sha256(IDFA)}`],
    });
  });

  it('says why a user cannot be synced', () => {
    expect(left(share(users, ['EMAIL', 'IDFA', 'MAID']))).toEqual({
      none: 'NO_MATCH_FIELD',
      zero: 'ALL_ZERO',
      broken: 'MALFORMED',
      blank: 'EMPTY',
    });
    expect(left(share(users, ['IDFA']))).toEqual({
      none: 'NO_MATCH_FIELD',
      zero: 'ALL_ZERO',
      broken: 'NO_MATCH_FIELD',
      blank: 'NO_MATCH_FIELD',
    });
  });

  it('copies nothing when the step can sync everybody', () => {
    const packed = pack([
      ['u1', 'a@b.co'],
      ['u2', 'c@d.co'],
    ]).finish();
    expect(packForStep(packed, ['EMAIL']).items.keys).toBe(packed.keys);
  });
});
