import assert from 'node:assert/strict';

import { originsOf } from '../../origins.ts';
import { packItems, type PackedItems } from '../../packed-items.ts';
import { concatPacked } from '../../packed-items-edit.ts';
import { SchedulerError } from '../../scheduler.error.ts';
import { manyItems, testItems, testKey } from '../test-items.ts';
import { promise } from './case.ts';

export const appendCases = [
  promise(
    'a first item opens a window, which is sealed when its time has come and not before',
    async (world) => {
      const { opened, readyFlowIds } = await world.append('ADD', ['a']);
      assert.deepEqual(readyFlowIds, []);
      assert.deepEqual(opened, [
        { groupId: 'g', windowId: opened[0]?.windowId, sealAtMs: world.clock.now() + 5_000 },
      ]);
      assert.equal(await world.seal('g', 4_999), null);
      assert.deepEqual(await world.seal('g', 1), { flowId: 'f', ready: 1, opened: [], movements: [] });
      assert.equal(await world.store.sealWindow('g'), null, 'a doubled hint finds nothing');
    },
  ),

  promise('later items join the open window and do not move its end', async (world) => {
    await world.append('ADD', ['a']);
    world.clock.advance(3_000);
    assert.deepEqual((await world.append('ADD', ['b'])).opened, []);
    assert.equal((await world.seal('g', 2_000))?.ready, 1);
    assert.deepEqual((await world.takeOne()).items.ids, ['a', 'b']);
  }),

  promise('items come out as they went in: ids, keys, tags and payloads, in order', async (world) => {
    const items = packItems([
      { id: 'ä "quoted" \\ {id}', keys: [testKey('x'), testKey('y')], tags: [1, 255], data: 'NULL' },
      { id: 'no keys, no data' },
      { id: 'data only', data: '' },
      { id: 'one key', keys: [testKey('z')], tags: [7] },
    ]);
    await world.sealed('ADD', items);
    const { items: taken } = await world.takeOne();
    assert.deepEqual([...taken.ids], [...items.ids]);
    assert.deepEqual([...taken.keyCounts], [...items.keyCounts]);
    assert.deepEqual([...taken.keyTags], [...items.keyTags]);
    assert.ok(items.keys.equals(taken.keys));
    assert.deepEqual(taken.data, items.data);
  }),

  promise('what brought an item stays with it, through full batches, splits and the end', async (world) => {
    const brought = (origin: string, prefix: string, count: number): PackedItems => ({
      ...manyItems(prefix, count),
      origins: [{ origin, count }],
    });
    await world.append('ADD', concatPacked([brought('one', 'a', 3), brought('two', 'b', 4)]));
    await world.append('ADD', ['nobody']);
    await world.append('ADD', brought('three', 'c', 3));
    const whole = await world.takeOne();
    assert.deepEqual(whole.items.origins, [
      { origin: 'one', count: 3 },
      { origin: 'two', count: 4 },
      { origin: null, count: 1 },
      { origin: 'three', count: 2 },
    ]);
    await world.settle(whole, { kind: 'refused', reason: 'BAD' });
    assert.deepEqual((await world.sendAll()).map((half) => originsOf(half.items)), [['one', 'two'], ['two', 'three']]); // prettier-ignore
    const found = await Promise.all(
      ['a0', 'b3', 'nobody', 'c0', 'c2'].map((id) => world.store.findItem(['s'], id)),
    );
    assert.deepEqual(found.flat().map(({ origin }) => origin), ['one', 'two', null, 'three', 'three']); // prettier-ignore
  }),

  promise('a full batch may leave at once; the rest opens a window of its own', async (world) => {
    await world.append('ADD', manyItems('a', 4));
    world.clock.advance(2_000);
    const { opened, readyFlowIds } = await world.append('ADD', manyItems('b', 18));
    assert.deepEqual(readyFlowIds, ['f']);
    assert.deepEqual(opened.map((window) => window.sealAtMs), [world.clock.now() + 5_000]); // prettier-ignore
    assert.deepEqual((await world.takeAll()).map((batch) => batch.items.count), [10, 10]); // prettier-ignore
    assert.equal((await world.seal())?.ready, 1);
    assert.deepEqual((await world.takeOne()).items.ids, ['b16', 'b17']);
  }),

  promise(
    'a batch weighs no more than its limit, and an item that is too heavy travels alone',
    async (world) => {
      const heavy = (id: string, bytes: number) => ({ id, data: 'x'.repeat(bytes) });
      const items = [heavy('a', 50), heavy('b', 40), heavy('c', 20), heavy('d', 500), heavy('e', 1)];
      await world.sealed('ADD', packItems(items));
      const sent = await world.sendAll();
      assert.deepEqual(sent.map((batch) => batch.items.ids), [['a', 'b'], ['c'], ['d'], ['e']]); // prettier-ignore
    },
    { maxBytes: 100, bytesPerItem: 2 },
  ),

  promise('several sources and several groups go in with one call', async (world) => {
    const lane = { flowId: 'f', operation: 'ADD' as const };
    await world.store.append([
      { ...lane, groupId: 'g2', sourceId: 's1', items: testItems('a') },
      { ...lane, groupId: 'g1', sourceId: 's1', items: testItems('b') },
      { ...lane, groupId: 'g2', sourceId: 's2', items: testItems('c') },
    ]);
    await world.seal('g1');
    await world.seal('g2', 0);
    const sent = await world.sendAll();
    assert.deepEqual(sent.map((batch) => [batch.groupId, batch.items.ids]), [['g1', ['b']], ['g2', ['a', 'c']]]); // prettier-ignore
    assert.deepEqual(world.counts('s1', 2), { pending: 0, synced: 2, errored: 0 });
    assert.deepEqual(world.counts('s2', 1), { pending: 0, synced: 1, errored: 0 });
  }),

  promise('what is not in order is refused by name, and nothing of the call is kept', async (world) => {
    const good = {
      flowId: 'f',
      groupId: 'g',
      operation: 'ADD' as const,
      sourceId: 's',
      items: testItems('a'),
    };
    const refused = async (bad: object, field: string) =>
      assert.rejects(
        async () => world.store.append([good, { ...good, ...bad }]),
        (error) => error instanceof SchedulerError && error.field === field,
      );
    await refused({ items: { ...testItems('b'), count: 2 } }, 'ids');
    await refused({ items: { ...testItems('b'), ids: ['x'.repeat(257)] } }, 'ids[0]');
    await refused({ sourceId: '' }, 'requests[1].sourceId');
    await refused({ flowId: 'other' }, 'flowId');
    assert.deepEqual(await world.states(), []);
  }),

  promise('nothing to append changes nothing', async (world) => {
    assert.deepEqual(await world.append('ADD', []), { opened: [], readyFlowIds: [] });
    assert.deepEqual(await world.store.append([]), { opened: [], readyFlowIds: [] });
    assert.deepEqual(await world.states(), []);
  }),

  promise('a group may change its flow, and takes along what is not in flight', async (world) => {
    await world.append('ADD', manyItems('a', 20));
    const [first] = await world.claim('f', 1);
    await world.begin(first);
    const { readyFlowIds } = await world.append('ADD', ['b'], { flowId: 'other' });
    assert.deepEqual(readyFlowIds, ['other']);
    assert.equal((await world.claim('f')).length, 0);
    assert.equal((await world.takeOne('other')).flowId, 'other');
    await world.settle(first as { batchId: string; attempt: number }, { kind: 'retry', reason: 'BUSY' });
    world.clock.advance(3_600_000);
    assert.equal((await world.claim('f')).length, 0);
    assert.equal((await world.takeOne('other')).attempt, 2);
  }),
];
