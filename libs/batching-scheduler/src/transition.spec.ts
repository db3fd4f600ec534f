// Real: the state machine. Mocked: time and chance.
import fc from 'fast-check';

import { type AttemptOutcome } from './model.ts';
import { decide, type LeaseLost, type Transition } from './transition.ts';

const LIMITS = { retryWindowMs: 1_000_000, backoffMinMs: 1_000, backoffMaxMs: 60_000 };
const NOW_MS = 5_000_000;
const FRESH = { items: 3, live: 3, failures: 0, deadlineMs: null };
const RETRY: AttemptOutcome = { kind: 'retry', reason: 'BUSY' };
const HOLD: AttemptOutcome = { kind: 'hold', scope: 'flow', reason: 'NO_TOKEN' };

const from = (outcome: AttemptOutcome | LeaseLost, batch: object = {}, random = 0.5): Transition =>
  decide({ ...FRESH, ...batch }, outcome, NOW_MS, () => random, LIMITS);

describe('decide', () => {
  test('accepted: synced', () => {
    expect(from({ kind: 'accepted' })).toEqual({ state: 'SYNCED' });
  });

  test('the first failure opens the retry window; later ones leave it where it is', () => {
    expect(from(RETRY)).toMatchObject({ state: 'WAITING', failures: 1, deadlineMs: NOW_MS + 1_000_000 });
    const deadlineMs = NOW_MS + 70_000;
    expect(from(RETRY, { failures: 4, deadlineMs })).toMatchObject({ failures: 5, deadlineMs });
  });

  test.each([
    [0, 0, 1_000],
    [0, 0.999, 1_999],
    [2, 0.5, 4_500],
    [9, 0.999, 59_941],
    [500, 0, 1_000],
  ])('after %i failures, chance %d: backs off %i ms', (failures, random, waitMs) => {
    expect(from(RETRY, { failures }, random)).toMatchObject({ notBeforeMs: NOW_MS + waitMs });
  });

  test('the later of both wishes is granted, the deadline excepted', () => {
    const wish = (notBeforeMs: number) => from({ ...RETRY, kind: 'retry', reason: 'BUSY', notBeforeMs });
    expect(wish(NOW_MS + 100_000)).toMatchObject({ notBeforeMs: NOW_MS + 100_000 });
    expect(wish(NOW_MS + 10)).toMatchObject({ notBeforeMs: NOW_MS + 1_500 });
    expect(wish(NOW_MS + 9_000_000)).toMatchObject({ notBeforeMs: NOW_MS + 1_000_000 });
  });

  test('a failure before the deadline waits for a last attempt, one at the deadline is the last', () => {
    expect(from(RETRY, { deadlineMs: NOW_MS + 1 })).toMatchObject({
      state: 'WAITING',
      notBeforeMs: NOW_MS + 1,
    });
    expect(from(RETRY, { deadlineMs: NOW_MS })).toEqual({ state: 'ERRORED', reason: 'BUSY', hold: null });
    expect(from({ kind: 'lost', begun: true }, { deadlineMs: NOW_MS })).toMatchObject({ state: 'ERRORED' });
  });

  test('a hold gives the batch back, as failed once; at the deadline it errors it and holds all the same', () => {
    const hold = { scope: 'flow', reason: 'NO_TOKEN' };
    expect(from(HOLD)).toMatchObject({ state: 'READY', failures: 1, deadlineMs: NOW_MS + 1_000_000, hold });
    expect(from(HOLD, { deadlineMs: NOW_MS })).toEqual({ state: 'ERRORED', reason: 'NO_TOKEN', hold });
  });

  test('refused: split; an item alone is errored; one that alone had anything to send is parted from the rest', () => {
    const refused: AttemptOutcome = { kind: 'refused', reason: 'BAD' };
    expect(from(refused)).toEqual({ state: 'SPLIT', reason: 'BAD', culpritAlone: false });
    expect(from(refused, { items: 1, live: 1 })).toEqual({ state: 'ERRORED', reason: 'BAD', hold: null });
    expect(from(refused, { items: 3, live: 1 })).toEqual({
      state: 'SPLIT',
      reason: 'BAD',
      culpritAlone: true,
    });
  });

  test('what was never sent has not failed: deferred, or claimed and never begun', () => {
    const untouched = { state: 'READY', failures: 2, deadlineMs: 7, reason: null, hold: null };
    const before = { failures: 2, deadlineMs: 7 };
    expect(from({ kind: 'deferred', untilMs: 9 }, before)).toEqual({ ...untouched, flowRestsUntilMs: 9 });
    expect(from({ kind: 'lost', begun: false }, before)).toEqual({ ...untouched, flowRestsUntilMs: null });
  });

  test('whatever the numbers, nothing waits past its deadline or less than the least backoff before it', () => {
    const facts = fc.record({
      failures: fc.nat(200),
      deadlineMs: fc.option(fc.integer({ min: NOW_MS + 1, max: NOW_MS * 2 })),
    });
    fc.assert(
      fc.property(
        facts,
        fc.option(fc.nat(NOW_MS * 3)),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (batch, wish, random) => {
          const outcome =
            wish === null ? RETRY : { ...RETRY, kind: 'retry' as const, reason: 'BUSY', notBeforeMs: wish };
          const to = from(outcome, batch, random);
          if (to.state !== 'WAITING') throw new Error('expected to wait');
          expect(to.notBeforeMs).toBeLessThanOrEqual(to.deadlineMs);
          expect(to.notBeforeMs).toBeGreaterThanOrEqual(Math.min(to.deadlineMs, NOW_MS + 1_000));
        },
      ),
    );
  });
});
