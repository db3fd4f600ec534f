import { MemoryTopicBus, topics } from '@audience-sync/messaging';
import { FakeClock } from '@audience-sync/test-kit';

import { LiveHub, type Watchable } from './live-hub.ts';

interface Value {
  readonly entered: number;
  /** Another thing that this one depends on. */
  readonly canvasId: string | null;
}

/** A hub over a memory topic bus, a clock moved by hand and one counter that tests raise. */
function world() {
  const bus = new MemoryTopicBus();
  const clock = new FakeClock();
  const state = {
    entered: 0,
    reads: 0,
    handed: 0,
    away: false,
    errors: 0,
    canvasId: null as string | null,
    dueMs: null as number | null,
  };
  const watchable: Watchable<Value> = {
    key: 'stp_1',
    read: () => {
      state.reads += 1;
      if (state.away) return Promise.reject(new Error('away'));
      return Promise.resolve({ entered: state.entered, canvasId: state.canvasId });
    },
    topicsOf: (value) => [
      topics.stepMetrics('stp_1'),
      ...(value?.canvasId ? [topics.canvas(value.canvasId)] : []),
    ],
    isSame: (a, b) => a.entered === b.entered && a.canvasId === b.canvasId,
    changesAtMs: () => state.dueMs,
  };
  const hub = new LiveHub({
    topics: bus,
    clock,
    onRead: () => undefined,
    onError: () => (state.errors += 1),
    onHanded: () => (state.handed += 1),
  });
  const change = async (entered: number, topic = topics.stepMetrics('stp_1')): Promise<void> => {
    state.entered = entered;
    await bus.publish([topic]);
    await quiet();
  };
  const tick = async (): Promise<void> => {
    await clock.advance(1_000);
    await quiet();
  };
  /** Until nothing has changed for a tick. */
  const calm = async (): Promise<void> => {
    await quiet();
    while (clock.pending > 0) await tick();
  };
  /** Everything that a reader gets, as the number entered. */
  const collect = () => {
    const reader = hub.watch(watchable);
    const got: number[] = [];
    void (async () => {
      for await (const { entered } of reader) got.push(entered);
    })();
    return { got, reader };
  };
  return { clock, hub, state, change, tick, calm, collect };
}

const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('LiveHub', () => {
  it('gives the value of now at once, then every change', async () => {
    const { change, calm, collect } = world();
    const { got } = collect();
    await quiet();
    expect(got).toEqual([0]);
    await calm();
    await change(5);
    expect(got).toEqual([0, 5]);
  });

  it('makes the changes of a tick one, and always delivers the last', async () => {
    const { change, tick, calm, collect } = world();
    const { got } = collect();
    await calm();
    for (let entered = 1; entered <= 50; entered++) await change(entered);
    expect(got).toEqual([0, 1]);
    await tick();
    expect(got).toEqual([0, 1, 50]);
  });

  it('reads once a change, whatever the number of readers', async () => {
    const { hub, state, change, calm, collect } = world();
    const readers = Array.from({ length: 100 }, () => collect());
    await calm();
    const before = state.reads;
    await change(7);
    expect(state.reads - before).toBe(1);
    expect(readers.every(({ got }) => got.at(-1) === 7)).toBe(true);
    expect([hub.readers, state.handed]).toEqual([100, 1]);
  });

  it('tells a late reader what is known', async () => {
    const { change, calm, collect } = world();
    collect();
    await calm();
    await change(3);
    const late = collect();
    await quiet();
    expect(late.got).toEqual([3]);
  });

  it('goes on when the database is back', async () => {
    const { state, tick, collect } = world();
    state.away = true;
    const { got } = collect();
    await quiet();
    expect(state.errors).toBe(1);
    state.away = false;
    await tick();
    expect(got).toEqual([0]);
  });

  it('watches nothing when the last reader has left', async () => {
    const { hub, state, change, calm, collect } = world();
    const { reader } = collect();
    const other = collect();
    await calm();
    await reader.return();
    expect(hub.size).toBe(1);
    await other.reader.return();
    expect(hub.size).toBe(0);
    const before = state.reads;
    await change(9);
    expect(state.reads).toBe(before);
  });

  it('follows what the value depends on, as long as it does', async () => {
    const { state, change, calm, collect } = world();
    state.canvasId = 'can_1';
    const { got } = collect();
    await calm();
    await change(1, topics.canvas('can_1'));
    await calm();
    state.canvasId = 'can_2';
    await change(2);
    await calm();
    await change(3, topics.canvas('can_1'));
    expect(got).toEqual([0, 1, 2]);
    await change(4, topics.canvas('can_2'));
    expect(got).toEqual([0, 1, 2, 4]);
  });

  it('reads once more at the moment from which the value is another by time alone', async () => {
    const { clock, state, calm, collect } = world();
    state.dueMs = clock.now() + 9_000;
    const { got, reader } = collect();
    await clock.advance(8_999);
    state.entered = 6;
    expect([got, state.reads]).toEqual([[0], 2]);
    await clock.advance(1);
    await quiet();
    expect([got, state.reads]).toEqual([[0, 6], 3]);
    await calm();
    expect(state.reads).toBe(3);
    await reader.return();
  });

  it('sees on a look at everything what nobody told', async () => {
    const { hub, state, calm, collect } = world();
    const { got } = collect();
    await calm();
    state.entered = 8;
    hub.refreshAll();
    await calm();
    expect(got).toEqual([0, 8]);
  });
});
