import { MemoryJobQueue } from '@audience-sync/messaging';
import { BullWake } from './bull-wake.ts';

describe('BullWake', () => {
  it('turns each hint into its job, ids only, not before its time', async () => {
    const clock = { now: () => 1_000 };
    const queue = new MemoryJobQueue(clock);
    const wake = new BullWake(queue);
    await wake.sealWindow({ groupId: 'aud_1', windowId: 'w1' }, 6_000);
    await wake.dispatch({ flowId: 'con_1' });
    await wake.attempt({ batchId: 'b1', attempt: 2 }, 9_000);
    expect(queue.jobs).toEqual([
      { job: { name: 'flow.dispatch', flowId: 'con_1' }, atMs: 0 },
      { job: { name: 'group.seal', groupId: 'aud_1', windowId: 'w1' }, atMs: 6_000 },
      { job: { name: 'batch.attempt', batchId: 'b1', attempt: 2 }, atMs: 9_000 },
    ]);
  });
});
