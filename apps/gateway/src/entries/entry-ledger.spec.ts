import { originAt } from '@audience-sync/batching-scheduler';
import { type Chain, type ExternalStep, type MatchField, type AudienceSyncStep } from '@audience-sync/domain';

import { EntryLedger } from './entry-ledger.ts';
import { packForStep } from './pack-for-step.ts';
import { type PackedUsers } from './packed-users.ts';
import { UserPacker } from './user-packer.ts';

const base = { canvasId: 'can_1', workspaceId: 'wks_1', name: 'n' };
const sync = (
  id: string,
  position: number,
  matchFields: MatchField[],
  operation: 'ADD' | 'REMOVE',
): AudienceSyncStep => ({
  ...base,
  ...{
    id,
    position,
    matchFields,
    operation,
    kind: 'AUDIENCE_SYNC',
    connectionId: 'con_1',
    adAccountId: 'act_1',
  },
  audienceId: `aud_${id}`,
});
const first = sync('stp_1', 0, ['EMAIL'], 'ADD');
const second = sync('stp_2', 1, ['IDFA'], 'REMOVE');
const external: ExternalStep = { ...base, id: 'stp_3', position: 2, kind: 'EXTERNAL', queue: null };
const IDFA = 'AEBE52E7-03EE-455A-B3C4-E57283966239';

function users(...all: [id: string, email?: string | undefined, idfa?: string][]): PackedUsers {
  const packer = new UserPacker(all.length);
  for (const [id, email, idfa] of all) packer.add(id, email, idfa, undefined);
  return packer.finish();
}

const enter = (ledger: EntryLedger, chain: Chain, packed: PackedUsers): void =>
  ledger.add(chain, packed, packForStep(packed, chain.syncSteps[0]?.matchFields ?? []));

describe('EntryLedger', () => {
  const chain: Chain = { syncSteps: [first, second], handoffTo: external, exitsAt: null };

  it('enters users into every step of the chain, each with what that step needs', () => {
    const ledger = new EntryLedger();
    enter(ledger, chain, users(['a', 'a@b.co'], ['b', undefined, IDFA], ['c']));
    const both = ['NO_MATCH_FIELD', 'NO_MATCH_FIELD'];
    expect(ledger.counts()).toEqual([
      { stepId: 'stp_1', entered: 3, notSynced: 2, reasons: both, exits: false },
      { stepId: 'stp_2', entered: 3, notSynced: 2, reasons: both, exits: false },
    ]);
    expect(
      ledger.appends().map(({ groupId, operation, items }) => [groupId, operation, ...items.ids]),
    ).toEqual([
      ['aud_stp_1', 'ADD', 'a'],
      ['aud_stp_2', 'REMOVE', 'b'],
    ]);
    expect(ledger.notSynced().map(({ stepId, externalIds }) => [stepId, ...externalIds])).toEqual([
      ['stp_1', 'b', 'c'],
      ['stp_2', 'a', 'c'],
    ]);
    expect(ledger.handovers()).toEqual([{ stepId: 'stp_3', externalIds: ['a', 'b', 'c'] }]);
  });

  it('makes one request a step of many calls, in their order', () => {
    const ledger = new EntryLedger();
    const alone: Chain = { syncSteps: [first], handoffTo: null, exitsAt: first };
    for (const id of ['a', 'b', 'c']) enter(ledger, alone, users([id, `${id}@b.co`]));
    const [append, ...more] = ledger.appends();
    expect([append?.items.ids, append?.items.keys.length, more]).toEqual([['a', 'b', 'c'], 96, []]);
    expect(ledger.counts()).toEqual([
      { stepId: 'stp_1', entered: 3, notSynced: 0, reasons: [], exits: true },
    ]);
    expect(ledger.handovers()).toEqual([]);
  });

  it('says of every item which call brought it, in every step', () => {
    const ledger = new EntryLedger();
    const calls = [
      [users(['a', 'a@b.co', IDFA], ['b', 'b@b.co']), 'one'],
      [users(['c', 'c@b.co', IDFA]), null],
      [users(['d', 'd@b.co', IDFA]), 'two'],
    ] as const;
    for (const [packed, origin] of calls)
      ledger.add(chain, packed, packForStep(packed, first.matchFields), origin);
    expect(ledger.appends().map(({ items }) => items.ids.map((_, at) => originAt(items, at)))).toEqual([
      ['one', 'one', null, 'two'],
      ['one', null, 'two'],
    ]);
  });

  it('asks nothing of the scheduler for users whom no step can sync', () => {
    const ledger = new EntryLedger();
    enter(ledger, chain, users(['a']));
    expect(ledger.appends()).toEqual([]);
    expect(ledger.stepIds).toEqual(['stp_1', 'stp_2']);
  });
});
