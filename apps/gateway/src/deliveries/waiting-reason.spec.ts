import { type BatchView, type WaitingExplanation } from '@audience-sync/batching-scheduler';

import { whyWaiting } from './waiting-reason.ts';

const NOW = 1_000_000;
const MOMENT = { nowMs: NOW, retryWindowMs: 100_000 };

const batch = (more: Partial<BatchView> = {}): BatchView => ({
  batchId: 'b',
  parentId: null,
  flowId: 'con',
  groupId: 'aud',
  operation: 'ADD',
  state: 'READY',
  windowNo: 1,
  items: 3,
  live: 3,
  attempt: 0,
  failures: 0,
  sealedAtMs: NOW - 5_000,
  settledAtMs: null,
  notBeforeMs: null,
  deadlineMs: null,
  leaseUntilMs: null,
  reason: null,
  ...more,
});

const NOTHING = { batches: 0, items: 0, next: null, blockedBy: null };
const explained = (
  add: Partial<WaitingExplanation['lanes']['ADD']>,
  more: Partial<WaitingExplanation> = {},
): WaitingExplanation => ({
  groupId: 'aud',
  flowId: 'con',
  flowHold: null,
  groupHold: null,
  flowNotBeforeMs: null,
  lanes: { ADD: { ...NOTHING, batches: 1, items: 3, next: batch(), ...add }, REMOVE: NOTHING },
  ...more,
});

describe('why the next batch has not left', () => {
  const stuck = batch({ operation: 'REMOVE', state: 'WAITING', reason: 'TRANSIENT', notBeforeMs: NOW + 700 });
  const held = { reason: 'INVALID_TOKEN', sinceMs: NOW - 9_000 };

  it.each<[string, WaitingExplanation, ReturnType<typeof whyWaiting>]>([
    [
      'there is nothing',
      explained({ batches: 0, next: null }),
      { reason: 'NOTHING_WAITING', because: null, untilMs: null, givesUpAtMs: null },
    ],
    [
      'all of it is on its way',
      explained({ next: null }),
      { reason: 'SENDING', because: null, untilMs: null, givesUpAtMs: null },
    ],
    ['its turn comes', explained({}), { reason: 'QUEUED', because: null, untilMs: null, givesUpAtMs: null }],
    [
      'the connection is held: it gives up a window after it was sealed',
      explained({}, { flowHold: held }),
      { reason: 'CONNECTION_HELD', because: 'INVALID_TOKEN', untilMs: null, givesUpAtMs: NOW + 95_000 },
    ],
    [
      'the audience is held, and it had failed before',
      explained({ next: batch({ deadlineMs: NOW + 1 }) }, { groupHold: held }),
      { reason: 'AUDIENCE_HELD', because: 'INVALID_TOKEN', untilMs: null, givesUpAtMs: NOW + 1 },
    ],
    [
      'an earlier batch of the opposite operation is stuck',
      explained({ blockedBy: stuck }, { flowNotBeforeMs: NOW + 1 }),
      { reason: 'EARLIER_OPPOSITE', because: 'TRANSIENT', untilMs: NOW + 700, givesUpAtMs: null },
    ],
    [
      'the quota is used up',
      explained({}, { flowNotBeforeMs: NOW + 1 }),
      { reason: 'QUOTA', because: null, untilMs: NOW + 1, givesUpAtMs: null },
    ],
    [
      'the quota was used up',
      explained({}, { flowNotBeforeMs: NOW }),
      { reason: 'QUEUED', because: null, untilMs: null, givesUpAtMs: null },
    ],
    [
      'it failed',
      explained({
        next: batch({ state: 'WAITING', reason: 'THROTTLED', notBeforeMs: NOW + 9, deadlineMs: NOW + 99 }),
      }),
      { reason: 'RETRYING', because: 'THROTTLED', untilMs: NOW + 9, givesUpAtMs: NOW + 99 },
    ],
  ])('%s', (_, explanation, expected) => {
    expect(whyWaiting(explanation, 'ADD', MOMENT)).toEqual(expected);
  });
});
