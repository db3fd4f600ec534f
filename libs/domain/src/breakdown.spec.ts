import { type Breakdown, completeBreakdown, pendingCauseOf, sumBreakdowns } from './breakdown.ts';
import { HOLD_REASONS } from './hold-reasons.ts';
import { explainPending } from './pending-explanation.ts';

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const pending = (cause: 'WINDOW' | 'RETRY', users: number, until: Date | null = null) =>
  ({ cause, users, until, givesUpAt: null }) as const;
const found: Breakdown = {
  notSynced: [{ reason: 'EMPTY', users: 2 }],
  pending: [pending('WINDOW', 3)],
  errored: [],
};

describe('pendingCauseOf', () => {
  it('has a cause for every reason to hold', () => {
    for (const reason of Object.values(HOLD_REASONS))
      expect(pendingCauseOf('READY', reason, true)).not.toMatch(/OTHER|QUOTA|EARLIER_OPPOSITE/);
    expect(pendingCauseOf('WAITING', 'A_REASON_OF_TOMORROW', false)).toBe('OTHER');
  });

  it('is the state alone where no hold matters', () => {
    const causes = (['OPEN', 'IN_FLIGHT'] as const).map((state) =>
      pendingCauseOf(state, 'INVALID_TOKEN', true),
    );
    expect(causes).toEqual(['WINDOW', 'SENDING']);
  });

  it('is the earlier opposite batch only for what has not been tried yet', () => {
    const causes = (blocked: boolean) =>
      (['READY', 'WAITING'] as const).map((state) => pendingCauseOf(state, null, blocked));
    expect(causes(true)).toEqual(['EARLIER_OPPOSITE', 'RETRY']);
    expect(causes(false)).toEqual(['QUOTA', 'RETRY']);
  });
});

describe('completeBreakdown', () => {
  it('leaves alone what adds up', () => {
    expect(completeBreakdown({ notSynced: 2, pending: 3, errored: 0 }, found)).toEqual(found);
  });

  it('gives what was not kept a name, so that every list adds up', () => {
    const whole = completeBreakdown({ notSynced: 5, pending: 4, errored: 1 }, found);
    expect(whole.notSynced).toEqual([
      { reason: 'OTHER', users: 3 },
      { reason: 'EMPTY', users: 2 },
    ]);
    expect(whole.pending.map(({ cause, users }) => [cause, users])).toEqual([
      ['WINDOW', 3],
      ['OTHER', 1],
    ]);
    expect(whole.errored).toEqual([{ reason: 'OTHER', users: 1 }]);
  });
});

describe('sumBreakdowns', () => {
  it('adds up what is alike and keeps the earliest moments', () => {
    const other = { ...found, pending: [pending('WINDOW', 4, at(9)), pending('RETRY', 1, at(5))] };
    const sum = sumBreakdowns([found, other, { ...found, pending: [pending('WINDOW', 1, at(3))] }]);
    expect(sum.notSynced).toEqual([{ reason: 'EMPTY', users: 6 }]);
    expect(sum.pending).toEqual([pending('WINDOW', 8, at(3)), pending('RETRY', 1, at(5))]);
  });

  it('of nothing is nothing', () => {
    expect(sumBreakdowns([])).toEqual({ notSynced: [], pending: [], errored: [] });
  });
});

describe('explainPending', () => {
  it('says what is waited for and until when, a sentence a cause', () => {
    const parked = { cause: 'REAUTHORISATION', users: 1, until: null, givesUpAt: at(7) } as const;
    expect(explainPending([pending('WINDOW', 2, at(5)), parked])).toBe(
      '2 users are being gathered with others until their window ends; the first go on at 2026-01-01T00:00:05.000Z. ' +
        '1 user is parked until somebody connects Pinterest again; they are given up at 2026-01-01T00:00:07.000Z.',
    );
  });

  it('has nothing to say when nobody is pending', () => {
    expect(explainPending([])).toBeNull();
  });
});
