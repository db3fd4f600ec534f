// Real: everything. Mocked: time.
import { batchStoreConformance, ManualClock, testItems } from '../testing/index.ts';
import { MemoryBatchStore } from './memory-batch-store.ts';

batchStoreConformance('MemoryBatchStore', (parts) => Promise.resolve(new MemoryBatchStore(parts)));

it('forgets groups with nothing in them once there are many, and takes them up again', async () => {
  const clock = new ManualClock();
  const store = new MemoryBatchStore({ clock, options: { maxItems: 1, maxInFlightPerFlow: 5_000 } });
  const append = (groupId: string) =>
    store.append([{ flowId: 'f', groupId, operation: 'ADD', sourceId: 's', items: testItems('a') }]);
  const isKnown = async (groupId: string) => (await store.explainWaiting(groupId)) !== null;
  await append('unsettled');
  const [first] = await store.claim('f', 1);
  for (let i = 0; i < 1_100; i++) {
    await append(`g${i}`);
    for (const batch of await store.claim('f', 1)) {
      await store.begin(batch);
      await store.settle(batch, { kind: 'accepted' });
    }
  }
  expect([await isKnown('g0'), await isKnown('g1099'), await isKnown('unsettled')]).toEqual([
    false,
    true,
    true,
  ]);
  await append('g0');
  expect(await store.claim('f', 1)).toHaveLength(1);
  expect(first && (await store.begin(first))).toMatchObject({ groupId: 'unsettled' });
});
