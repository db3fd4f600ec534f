import { type StepMetrics } from '@audience-sync/domain';
import { MemoryTopicBus, topics } from '@audience-sync/messaging';

import { MetricsHub } from './metrics-hub.ts';
import { noMetrics } from './no-metrics.ts';

/** A hub over a memory topic bus, a clock moved by hand and one counter that tests raise. */
function world() {
  const bus = new MemoryTopicBus();
  const sleepers: (() => void)[] = [];
  const state = { entered: 0, reads: 0, away: false, errors: 0 };
  const read = (workspaceId: string, id: string): Promise<StepMetrics> => {
    state.reads += 1;
    if (state.away) return Promise.reject(new Error('away'));
    return Promise.resolve({ ...noMetrics({ id, workspaceId }), entered: state.entered });
  };
  const hub = new MetricsHub({
    topics: bus,
    read,
    sleep: () => new Promise<void>((resolve) => sleepers.push(resolve)),
    onError: () => (state.errors += 1),
  });
  const change = async (entered: number): Promise<void> => {
    state.entered = entered;
    await bus.publish([topics.stepMetrics('stp_1')]);
    await quiet();
  };
  const tick = async (): Promise<void> => {
    for (const wake of sleepers.splice(0)) wake();
    await quiet();
  };
  return { hub, state, change, tick };
}

const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Everything that a reader gets, as the number entered. */
function collect(hub: MetricsHub): { got: number[]; reader: ReturnType<MetricsHub['watch']> } {
  const reader = hub.watch('wks_1', 'stp_1');
  const got: number[] = [];
  void (async () => {
    for await (const { entered } of reader) got.push(entered);
  })();
  return { got, reader };
}

describe('MetricsHub', () => {
  it('gives the value of now at once, then every change', async () => {
    const { hub, change, tick } = world();
    const { got } = collect(hub);
    await quiet();
    expect(got).toEqual([0]);
    await tick();
    await change(5);
    expect(got).toEqual([0, 5]);
  });

  it('makes the changes of a tick one, and always delivers the last', async () => {
    const { hub, change, tick } = world();
    const { got } = collect(hub);
    await quiet();
    await tick();
    for (let entered = 1; entered <= 50; entered++) await change(entered);
    expect(got).toEqual([0, 1]);
    await tick();
    expect(got).toEqual([0, 1, 50]);
  });

  it('reads once a change, whatever the number of readers', async () => {
    const { hub, state, change, tick } = world();
    const readers = Array.from({ length: 100 }, () => collect(hub));
    await quiet();
    await tick();
    const before = state.reads;
    await change(7);
    expect(state.reads - before).toBe(1);
    expect(readers.every(({ got }) => got.at(-1) === 7)).toBe(true);
  });

  it('tells a late reader what is known', async () => {
    const { hub, change, tick } = world();
    collect(hub);
    await quiet();
    await tick();
    await change(3);
    const late = collect(hub);
    await quiet();
    expect(late.got).toEqual([3]);
  });

  it('goes on when the database is back', async () => {
    const { hub, state, tick } = world();
    state.away = true;
    const { got } = collect(hub);
    await quiet();
    expect(state.errors).toBe(1);
    state.away = false;
    await tick();
    expect(got).toEqual([0]);
  });

  it('watches nothing when the last reader has left', async () => {
    const { hub, state, change } = world();
    const { reader } = collect(hub);
    const other = collect(hub);
    await quiet();
    await reader.return();
    expect(hub.size).toBe(1);
    await other.reader.return();
    expect(hub.size).toBe(0);
    const before = state.reads;
    await change(9);
    expect(state.reads).toBe(before);
  });
});
