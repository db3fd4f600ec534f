import { UserPacker } from '../entries/user-packer.ts';
import { DryRunTally } from './dry-run-tally.ts';

const IDFA = 'EA7583CD-A667-48BC-B806-42ECB2B48606';
const ZERO = '00000000-0000-0000-0000-000000000000';

function tallyOf(users: readonly (readonly [email?: unknown, idfa?: unknown, maid?: unknown])[]) {
  const packer = new UserPacker(users.length);
  let rejected = 0;
  users.forEach(([email, idfa, maid], at) => {
    if (packer.add(`user-${at}`, email, idfa, maid) !== null) rejected += 1;
  });
  const tally = new DryRunTally(['EMAIL', 'IDFA']);
  tally.add(packer.finish(), rejected);
  return tally.report();
}

describe('the tally of a dry run', () => {
  it('counts every user once a field, and says why the others cannot be synced', () => {
    const report = tallyOf([
      ['a@b.co'],
      ['not an address', IDFA],
      ['not an address'],
      [null, ZERO],
      [null, null, IDFA],
      [],
      [{}],
    ]);
    expect(report).toMatchObject({ users: 6, rejected: 1, usable: 2 });
    expect(report.notSynced).toEqual([
      { reason: 'NO_MATCH_FIELD', users: 2 },
      { reason: 'MALFORMED', users: 1 },
      { reason: 'ALL_ZERO', users: 1 },
    ]);
    expect(report.fields).toEqual([
      { field: 'EMAIL', used: true, usable: 1, missing: 3, unusable: [{ reason: 'MALFORMED', users: 2 }] },
      { field: 'IDFA', used: true, usable: 1, missing: 4, unusable: [{ reason: 'ALL_ZERO', users: 1 }] },
      { field: 'MAID', used: false, usable: 1, missing: 5, unusable: [] },
    ]);
  });

  it('calls a user a duplicate whose every identifier an earlier one has, however it is written', () => {
    const report = tallyOf([
      ['a@b.co'],
      [' A@B.co '],
      ['a@b.co', IDFA],
      [['c@d.co', 'a@b.co']],
      [null, IDFA.toLowerCase()],
    ]);
    expect(report).toMatchObject({ usable: 5, duplicateUsers: 2, duplicatesComplete: true });
  });
});
