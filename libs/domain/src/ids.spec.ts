import { isId, newId } from './ids.ts';

it('begins with what it names and holds nothing a URL would escape', () => {
  for (const prefix of ['wks', 'key', 'con', 'act', 'aud', 'can', 'stp', 'evt'] as const) {
    const id = newId(prefix);
    expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-z]{26}$`));
    expect(encodeURIComponent(id)).toBe(id);
    expect(isId(prefix, id)).toBe(true);
  }
});

it('sorts by the moment it was made', () => {
  const moments = [
    0,
    31,
    32,
    1_023,
    1_024,
    Date.UTC(2026, 0, 1),
    Date.UTC(2026, 0, 1, 0, 0, 0, 1),
    Date.UTC(2500, 0),
  ];
  const ids = moments.map((moment) => newId('stp', moment));
  expect(ids.toSorted()).toEqual(ids);
});

it('sorts within a millisecond, too', () => {
  const ids = Array.from({ length: 5_000 }, () => newId('evt', 1_795_000_000_000));
  expect(ids.toSorted()).toEqual(ids);
});

it('is never the same twice', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => newId('stp', 0))).size).toBe(10_000);
});

it('tells ids of other kinds, and what is none, apart', () => {
  const id = newId('stp');
  for (const other of [
    newId('can'),
    id.slice(1),
    `${id}0`,
    id.toUpperCase(),
    `${id.slice(0, -1)}u`,
    'stp_',
    '',
  ])
    expect(isId('stp', other)).toBe(false);
});
