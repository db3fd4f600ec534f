// Real: store, dispatcher and hints. Mocked: time, which runs through whole days, and the other side.
import { SchedulerStage } from '../test/model/scheduler-stage.ts';
import { type AttemptOutcome } from './model.ts';
import { manyItems } from './testing/index.ts';

const HOUR_MS = 3_600_000;
const WINDOW_MS = 13 * HOUR_MS;
const FLUSH_MS = 5_000;

async function afterTwoDays(
  answer: (attempt: number) => AttemptOutcome | Promise<AttemptOutcome>,
): Promise<SchedulerStage> {
  const stage = new SchedulerStage((batch) => answer(batch.attempt));
  await stage.append('ADD', ['a', 'b', 'c']);
  await stage.runTo(48 * HOUR_MS);
  return stage;
}

const triesOf = (stage: SchedulerStage) => stage.sent.map(({ atMs }) => atMs - stage.startMs);

describe('the retry window, run whole', () => {
  test('accepted: sent once, at the end of its window', async () => {
    const stage = await afterTwoDays(() => ({ kind: 'accepted' }));
    expect(triesOf(stage)).toEqual([FLUSH_MS]);
    expect(stage.counts()).toEqual({ synced: 3 });
  });

  test('retry: tried for 13 hours, the last time at the deadline, and errored then', async () => {
    const stage = await afterTwoDays(() => ({ kind: 'retry', reason: 'BUSY' }));
    const tries = triesOf(stage);
    expect(tries.at(-1)).toBe(FLUSH_MS + WINDOW_MS);
    expect(stage.movements).toEqual([
      { sourceId: 'g', from: 'pending', to: 'errored', count: 3, reason: 'BUSY', atMs: FLUSH_MS + WINDOW_MS },
    ]);
    const pauses = tries.slice(1).map((atMs, i) => atMs - (tries[i] ?? 0));
    expect(Math.min(...pauses.slice(0, -1))).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(900_000);
    expect(tries.length).toBeGreaterThan(13 * 4);
    expect(tries.length).toBeLessThan(13 * 10);
  });

  test('a transport that throws is a retry', async () => {
    const stage = await afterTwoDays(() => Promise.reject(new Error('socket hang up')));
    expect(triesOf(stage).at(-1)).toBe(FLUSH_MS + WINDOW_MS);
    expect(stage.movements.map(({ to, reason }) => [to, reason])).toEqual([['errored', 'TRANSPORT_THREW']]);
    expect(stage.errors.length).toBe(stage.sent.length);
  });

  test('retry, and the other side wishes for a time past the deadline: the last attempt is made at the deadline', async () => {
    const stage = await afterTwoDays((attempt) => ({
      kind: 'retry',
      reason: 'QUOTA',
      notBeforeMs: attempt * 1_000_000_000_000_000,
    }));
    expect(triesOf(stage)).toEqual([FLUSH_MS, FLUSH_MS + WINDOW_MS]);
  });

  test('no answer, and the last try may be carried out after the deadline: errored when it is over, not before', async () => {
    const SURELY_OVER_MS = 30_000;
    const stage: SchedulerStage = new SchedulerStage(() => ({
      kind: 'retry',
      reason: 'TIMED_OUT',
      overAtMs: stage.time.clock.now() + SURELY_OVER_MS,
    }));
    await stage.append('ADD', ['a', 'b', 'c']);
    await stage.runTo(48 * HOUR_MS);
    const lastMs = triesOf(stage).at(-1) ?? 0;
    expect(lastMs).toBeGreaterThan(FLUSH_MS + WINDOW_MS - SURELY_OVER_MS);
    expect(lastMs).toBeLessThanOrEqual(FLUSH_MS + WINDOW_MS);
    expect(stage.movements.map(({ to, reason, atMs }) => [to, reason, atMs])).toEqual([
      ['errored', 'TIMED_OUT', lastMs + SURELY_OVER_MS],
    ]);
  });

  test('hold: tried once, parked, and errored 13 hours after that try', async () => {
    for (const scope of ['flow', 'group'] as const) {
      const stage = await afterTwoDays(() => ({ kind: 'hold', scope, reason: 'NEEDS_PERSON' }));
      expect(triesOf(stage)).toEqual([FLUSH_MS]);
      const [errored, ...more] = stage.movements;
      expect([errored?.to, errored?.reason, more.length]).toEqual(['errored', 'NEEDS_PERSON', 0]);
      expect(errored?.atMs).toBeGreaterThanOrEqual(FLUSH_MS + WINDOW_MS);
      expect(errored?.atMs).toBeLessThanOrEqual(FLUSH_MS + WINDOW_MS + 60_000); // found by the next sweep
    }
  });

  test('hold, then resumed after 12 hours: everything is sent at once', async () => {
    let isMended = false;
    const stage = new SchedulerStage(() =>
      isMended ? { kind: 'accepted' } : { kind: 'hold', scope: 'flow', reason: 'NEEDS_PERSON' },
    );
    await stage.append('ADD', ['a']);
    await stage.append('REMOVE', ['b'], 'h');
    await stage.runTo(12 * HOUR_MS);
    isMended = true;
    for (const flowId of await stage.store.resume({ flowId: 'f' })) await stage.wake.dispatch({ flowId });
    await stage.runTo(12 * HOUR_MS + 1);
    expect(stage.counts()).toEqual({ synced: 2 });
  });

  test('refused: the bad one is errored at once, the others synced', async () => {
    const stage = new SchedulerStage((batch) =>
      batch.items.ids.includes('b') ? { kind: 'refused', reason: 'BAD' } : { kind: 'accepted' },
    );
    await stage.append('ADD', ['a', 'b', 'c']);
    await stage.runTo(FLUSH_MS + 1_000);
    expect(stage.counts()).toEqual({ errored: 1, synced: 2 });
    await stage.runTo(48 * HOUR_MS);
    expect(stage.counts()).toEqual({ errored: 1, synced: 2 });
  });

  test.each([0, 1, 777, 1_898, 1_899])(
    'one bad item among 1,900, at place %d, costs at most 2 log2 n + 1 requests more, and only that item',
    async (place) => {
      const bad = `i${place}`;
      const stage = new SchedulerStage((batch) =>
        batch.items.ids.includes(bad) ? { kind: 'refused', reason: 'BAD' } : { kind: 'accepted' },
      );
      await stage.append('ADD', manyItems('i', 1_900));
      await stage.runTo(FLUSH_MS + 60_000);
      expect(stage.counts()).toEqual({ errored: 1, synced: 1_899 });
      expect(stage.sent.length - 1).toBeLessThanOrEqual(2 * Math.log2(1_900) + 1);
      expect((await stage.store.listErrored({ limit: 2 })).items.map(({ itemId }) => itemId)).toEqual([bad]);
    },
  );

  test('deferred for two days: not sent, not failed, not errored; then it is sent', async () => {
    const stage = new SchedulerStage((): AttemptOutcome => {
      const nowMs = stage.time.clock.now();
      return nowMs < stage.startMs + 48 * HOUR_MS
        ? { kind: 'deferred', untilMs: nowMs + HOUR_MS }
        : { kind: 'accepted' };
    });
    await stage.append('ADD', ['a']);
    await stage.runTo(48 * HOUR_MS);
    expect(stage.counts()).toEqual({});
    await stage.runTo(50 * HOUR_MS);
    expect(stage.counts()).toEqual({ synced: 1 });
  });

  test('senders that never come back: tried again after every lease, and errored after 13 hours', async () => {
    const stage = await afterTwoDays(() => new Promise(() => undefined));
    const tries = triesOf(stage);
    expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeLessThanOrEqual(120_000);
    expect(stage.movements.map(({ to, reason }) => [to, reason])).toEqual([['errored', 'LEASE_LOST']]);
    expect(stage.movements[0]?.atMs).toBeGreaterThanOrEqual(FLUSH_MS + WINDOW_MS);
  });
});
