import { type AttemptOutcome, type LeasedBatch, packItems } from '@audience-sync/batching-scheduler';
import { attemptLine, isTrouble } from './attempt-line.ts';

const SPAN = `${'a'.repeat(32)}-${'b'.repeat(16)}`;

function batchOf(origins: readonly (string | null)[]): LeasedBatch {
  const items = packItems(origins.map((_, at) => ({ id: `user-${at}` })));
  return {
    batchId: '0193f0c2-0000-7000-8000-000000000001',
    attempt: 2,
    flowId: 'con_1',
    groupId: 'aud_1',
    operation: 'ADD',
    items: { ...items, origins: origins.map((origin) => ({ origin, count: 1 })) },
    sealedAtMs: 0,
    leaseUntilMs: 0,
    deadlineMs: null,
  };
}

const lineOf = (outcome: AttemptOutcome, origins: readonly (string | null)[] = ['shop-42']) =>
  attemptLine(batchOf(origins), outcome, { state: 'WAITING', ms: 12 });

describe('the line of the log for an attempt', () => {
  it('has both ends: the calls and the id of the request to Pinterest', () => {
    const report = { status: 503, code: 7, requestId: '1234', message: 'Busy' };
    expect(lineOf({ kind: 'retry', reason: 'TRANSIENT', report }, ['shop-42', null, `x ${SPAN}`])).toEqual({
      batchId: '0193f0c2-0000-7000-8000-000000000001',
      attempt: 2,
      audienceId: 'aud_1',
      connectionId: 'con_1',
      operation: 'ADD',
      users: 3,
      outcome: 'retry',
      reason: 'TRANSIENT',
      state: 'WAITING',
      status: 503,
      code: 7,
      requestId: '1234',
      ms: 12,
      calls: 2,
      correlationIds: ['shop-42', 'x'],
    });
  });

  it('names no user, and of many calls a few and their number', () => {
    const line = lineOf(
      { kind: 'accepted' },
      Array.from({ length: 1_900 }, (_, at) => `call-${at}`),
    );
    expect(line).toMatchObject({ users: 1_900, calls: 1_900 });
    expect(line['correlationIds']).toHaveLength(20);
    expect(JSON.stringify(line)).not.toContain('user-');
  });

  it('is for everybody when something was refused or went wrong', () => {
    const kinds = ['retry', 'hold', 'refused', 'accepted', 'deferred'] as const;
    expect(kinds.filter((kind) => isTrouble({ kind } as AttemptOutcome))).toEqual([
      'retry',
      'hold',
      'refused',
    ]);
  });
});
