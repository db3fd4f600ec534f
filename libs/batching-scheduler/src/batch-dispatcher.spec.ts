// Real: dispatcher, memory store and hints. Mocked: time and the other side.
import { SchedulerStage } from '../test/model/scheduler-stage.ts';
import { BatchDispatcher } from './batch-dispatcher.ts';
import { LaneIntake } from './lane-intake.ts';
import { MemoryBatchStore } from './memory/memory-batch-store.ts';
import { type AttemptOutcome, type LeasedBatch } from './model.ts';
import { ManualClock, manyItems, testItems } from './testing/index.ts';

const NEVER = new Promise<never>(() => undefined);

describe('BatchDispatcher', () => {
  test('hints alone lead from an item to its outcome: window, dispatch, attempt, and the next when a place is free', async () => {
    const stage = new SchedulerStage(() => ({ kind: 'accepted' }), { maxItems: 5, maxInFlightPerFlow: 1 });
    await stage.append('ADD', manyItems('a', 53));
    await stage.append('REMOVE', manyItems('b', 3));
    await stage.runTo(5_001);
    expect(stage.counts()).toEqual({ synced: 56 });
    expect(stage.sent).toHaveLength(12);
  });

  test('a batch that failed is tried again at its time, by its own hint', async () => {
    const stage = new SchedulerStage((batch): AttemptOutcome =>
      batch.attempt < 3 ? { kind: 'retry', reason: 'BUSY' } : { kind: 'accepted' },
    );
    await stage.append('ADD', ['a']);
    await stage.runTo(40_000);
    expect(stage.settled.map(({ state }) => state)).toEqual(['WAITING', 'WAITING', 'SYNCED']);
    expect(stage.sent.map(({ atMs }) => atMs)).toEqual([
      stage.startMs + 5_000,
      ...stage.settled.slice(0, 2).map(({ notBeforeMs }) => notBeforeMs),
    ]);
  });

  test('a deferral rests the flow, and everything goes on by itself when that is over', async () => {
    let deferrals = 0;
    const stage = new SchedulerStage((): AttemptOutcome => {
      const untilMs = stage.time.clock.now() + 2_000;
      return deferrals++ === 0 ? { kind: 'deferred', untilMs } : { kind: 'accepted' };
    });
    await stage.append('ADD', ['a']);
    await stage.append('ADD', ['b'], 'h');
    await stage.runTo(6_999);
    const before = stage.sent.length;
    await stage.runTo(7_000);
    expect([before, stage.counts()]).toEqual([2, { synced: 2 }]);
  });

  test('the signal fires before the lease is over', async () => {
    const abortedAtMs: number[] = [];
    const stage: SchedulerStage = new SchedulerStage(async (batch, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      abortedAtMs.push(batch.leaseUntilMs - stage.time.clock.now());
      return { kind: 'retry', reason: 'TOO_SLOW' };
    });
    await stage.append('ADD', ['a']);
    await stage.runTo(59_000);
    expect(abortedAtMs).toEqual([10_000]);
    expect(stage.settled[0]?.state).toBe('WAITING');
  });

  test.each([-3_600_000, 3_600_000])(
    'a clock that differs from the store’s by %d ms moves no time',
    async (aheadMs) => {
      const storeClock = new ManualClock();
      const store = new MemoryBatchStore({ clock: storeClock, random: () => 0 });
      const clock = new ManualClock(storeClock.now() + aheadMs + 5_000);
      const leases: number[] = [];
      const send = (batch: LeasedBatch): Promise<AttemptOutcome> => {
        leases.push(batch.leaseUntilMs - clock.now());
        return Promise.resolve({ kind: 'retry', reason: 'NO_ANSWER', notBeforeMs: clock.now() + 30_000 });
      };
      const nothing = () => Promise.resolve();
      const wake = { sealWindow: nothing, dispatch: nothing, attempt: nothing };
      const dispatcher = new BatchDispatcher({ store, wake, clock, transport: { send } });
      await store.append([
        { flowId: 'f', groupId: 'g', operation: 'ADD', sourceId: 's', items: testItems('a') },
      ]);
      storeClock.advance(5_000);
      await store.sealWindow('g');
      for (const batch of await store.claim('f', 1)) await dispatcher.attempt(batch);
      const [waiting] = await store.listBatches('g');
      expect([leases, waiting?.notBeforeMs]).toEqual([[60_000], storeClock.now() + 30_000]);
    },
  );

  test('draining takes nothing new, waits for what is in hand, and aborts it after its patience', async () => {
    const reasons: unknown[] = [];
    const stage: SchedulerStage = new SchedulerStage(async (_batch, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      reasons.push(signal.reason);
      return { kind: 'deferred', untilMs: stage.time.clock.now() };
    });
    await stage.append('ADD', ['a']);
    await stage.runTo(5_000);
    let isDrained = false;
    const drained = stage.dispatcher.drain({ abortAfterMs: 3_000 }).then(() => (isDrained = true));
    await stage.append('ADD', manyItems('b', 1_900), 'h');
    await stage.runTo(7_000);
    expect([isDrained, stage.sent.length]).toEqual([false, 1]);
    await stage.runTo(8_000);
    await drained;
    expect(reasons).toEqual([new Error('draining')]);
    expect((await stage.store.listBatches('g'))[0]).toMatchObject({
      state: 'READY',
      failures: 0,
      deadlineMs: null,
    });
  });

  test('a transport that does not stop holds up neither its process nor the batch', async () => {
    let isFirst = true;
    const stage = new SchedulerStage(() => {
      if (!isFirst) return { kind: 'accepted' };
      isFirst = false;
      return NEVER;
    });
    await stage.append('ADD', ['a']);
    await stage.runTo(200_000);
    expect([stage.counts(), stage.sent.length]).toEqual([{ synced: 1 }, 2]);
    expect(stage.errors.map(String)).toEqual(['Error: a transport did not stop before its lease was over']);
    await stage.append('ADD', ['b'], 'h');
  });

  test('draining leaves a transport that does not stop to its lease', async () => {
    const stage = new SchedulerStage(() => NEVER);
    await stage.append('ADD', ['a']);
    await stage.runTo(5_000);
    let isDrained = false;
    const drained = stage.dispatcher.drain({ abortAfterMs: 3_000 }).then(() => (isDrained = true));
    await stage.runTo(8_999);
    expect(isDrained).toBe(false);
    await stage.runTo(9_000);
    await drained;
    expect((await stage.store.listBatches('g'))[0]?.state).toBe('IN_FLIGHT');
  });

  test('tells how long each try waited and took, and what a window and a sweep came to', async () => {
    const clock = new ManualClock();
    const store = new MemoryBatchStore({ clock, options: { leaseMs: 30_000 } });
    const told: unknown[] = [];
    const none = (): Promise<void> => Promise.resolve();
    const dispatcher = new BatchDispatcher({
      store,
      clock,
      wake: { sealWindow: none, dispatch: none, attempt: none },
      transport: {
        send() {
          clock.advance(250);
          return Promise.resolve({ kind: 'accepted' });
        },
      },
      onAttempt: ({ items, outcome, waitedMs, tookMs }) =>
        void told.push({ items, outcome, waitedMs, tookMs }),
      onSealed: ({ ready }) => void told.push({ ready }),
      onSwept: ({ flowIds }) => void told.push({ flowIds }),
    });
    await store.append([
      { flowId: 'f', groupId: 'g', operation: 'ADD', sourceId: 's', items: testItems('a', 'b') },
    ]);
    clock.advance(5_000);
    await dispatcher.sealWindow({ groupId: 'g' });
    clock.advance(40);
    await dispatcher.sweep();
    const [claimed] = await store.claim('f', 1);
    if (claimed) await dispatcher.attempt(claimed);
    expect(told).toEqual([
      { ready: 1 },
      { flowIds: ['f'] },
      { items: 2, outcome: 'accepted', waitedMs: 40, tookMs: 250 },
    ]);
  });

  test('draining with nothing in hand is done at once', async () => {
    await new SchedulerStage(() => NEVER).dispatcher.drain();
  });

  test('a doubled hint sends nothing twice', async () => {
    const stage = new SchedulerStage(() => ({ kind: 'accepted' }));
    await stage.append('ADD', ['a']);
    stage.time.clock.advance(5_000);
    await stage.store.sealWindow('g');
    const [claimed] = await stage.store.claim('f', 1);
    if (!claimed) throw new Error('nothing claimed');
    await Promise.all([1, 2, 3].map(() => stage.dispatcher.attempt(claimed)));
    await stage.dispatcher.attempt(claimed);
    expect([stage.sent.length, stage.settled.length]).toEqual([1, 1]);
  });

  test('a listener that fails is told of, and stops nothing', async () => {
    const errors: unknown[] = [];
    const store = new MemoryBatchStore({ options: { maxItems: 1 } });
    const woken: string[] = [];
    const post = (what: string) => () => Promise.resolve(void woken.push(what));
    const wake = { sealWindow: post('seal'), dispatch: post('dispatch'), attempt: post('attempt') };
    const dispatcher = new BatchDispatcher({
      store,
      wake,
      transport: { send: () => Promise.resolve({ kind: 'accepted' }) },
      onSettled: () => Promise.reject(new Error('listener')),
      onError: (error, where) => errors.push([where, (error as Error).message]),
    });
    const request = {
      flowId: 'f',
      groupId: 'g',
      operation: 'ADD',
      sourceId: 's',
      items: testItems('a'),
    } as const;
    await new LaneIntake({ store, wake }).append([request]);
    const [claimed] = await store.claim('f', 1);
    if (claimed) await dispatcher.attempt(claimed);
    expect(errors).toEqual([['listener', 'listener']]);
    expect(woken).toEqual(['dispatch']);
  });

  test('what is settled without a request is told of', async () => {
    const moved: unknown[] = [];
    const clock = new ManualClock();
    const store = new MemoryBatchStore({ clock });
    const wake = {
      sealWindow: () => Promise.resolve(),
      dispatch: () => Promise.resolve(),
      attempt: () => Promise.resolve(),
    };
    const onMoved = (movements: unknown) => void moved.push(movements);
    const dispatcher = new BatchDispatcher({ store, wake, transport: { send: () => NEVER }, onMoved });
    const request = {
      flowId: 'f',
      groupId: 'g',
      operation: 'ADD',
      sourceId: 's',
      items: testItems('a:'),
    } as const;
    await store.append([request]);
    clock.advance(5_000);
    await dispatcher.sealWindow({ groupId: 'g' });
    expect(moved).toEqual([[{ sourceId: 's', from: 'pending', to: 'synced', count: 1 }]]);
  });
});
