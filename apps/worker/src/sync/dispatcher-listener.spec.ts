// Real: the dispatcher and the memory store. Mocked: time and the other side.
import { BatchDispatcher, type ClaimedBatch, MemoryBatchStore } from '@audience-sync/batching-scheduler';
import { ManualClock, testItems } from '@audience-sync/batching-scheduler/testing';
import { type AppLogger } from '@audience-sync/platform';
import { type WorkerMetrics } from '../metrics/worker-metrics.ts';
import { DispatcherListener } from './dispatcher-listener.ts';
import { StepAnnouncer } from './step-announcer.ts';
import { SyncHandlers } from './sync.handlers.ts';

const nothing = () => Promise.resolve();

it('tells of what pending users wait for when that changes, although no count does', async () => {
  const announced: string[] = [];
  const announcer = new StepAnnouncer((topics) => Promise.resolve(void announced.push(...topics)), 60_000);
  const told = async (): Promise<string[]> => {
    await announcer.flush();
    return announced.splice(0);
  };
  const clock = new ManualClock();
  const store = new MemoryBatchStore({ clock });
  const metrics = { attemptSettled: () => undefined } as unknown as WorkerMetrics;
  const { onSealed, onSwept, onSettled, onMoved, onError } = new DispatcherListener(
    metrics,
    announcer,
    {} as AppLogger,
  );
  const claimed: ClaimedBatch[] = [];
  const dispatcher = new BatchDispatcher({
    store,
    clock,
    wake: {
      sealWindow: nothing,
      dispatch: nothing,
      attempt: (hint) => Promise.resolve(void claimed.push(hint)),
    },
    transport: { send: () => Promise.resolve({ kind: 'retry', reason: 'TRANSIENT' }) },
    ...{ onSealed, onSwept, onSettled, onMoved, onError },
  });
  const handlers = new SyncHandlers(dispatcher, announcer);
  await store.append([
    { flowId: 'con_1', groupId: 'aud_1', operation: 'ADD', sourceId: 'stp_1', items: testItems('a') },
  ]);
  clock.advance(5_000);
  // From the window to the line, also when only the sweep sees it, and from there to Pinterest.
  await handlers.seal({ name: 'group.seal', groupId: 'aud_1', windowId: 'w' });
  expect(await told()).toEqual(['connection/con_1/activity']);
  await dispatcher.sweep();
  expect(await told()).toEqual(['connection/con_1/activity']);
  await handlers.dispatch({ name: 'flow.dispatch', flowId: 'con_1' });
  expect(await told()).toEqual(['connection/con_1/activity']);
  // Whoever waits until this batch is settled belongs to the same connection.
  expect(claimed).toHaveLength(1);
  for (const hint of claimed) await handlers.attempt({ name: 'batch.attempt', ...hint });
  expect(await told()).toEqual(['connection/con_1/activity']);
});
