import assert from 'node:assert/strict';

import { manyItems } from '../test-items.ts';
import { promise } from './case.ts';
import { ACCEPTED, RETRY } from './store-world.ts';

export const claimCases = [
  promise(
    'a batch waits for every unsettled batch of the opposite operation that was sealed before it',
    async (world) => {
      await world.sealed('ADD', ['a']);
      await world.sealed('REMOVE', ['b']);
      await world.sealed('ADD', ['c']);
      const first = await world.takeOne();
      assert.deepEqual(first.items.ids, ['a']);
      await world.settle(first, RETRY);
      assert.equal((await world.claim()).length, 0, 'a stuck ADD is not overtaken');
      world.clock.advance(3_600_000);
      assert.deepEqual((await world.sendAll()).map((batch) => batch.items.ids), [['a'], ['b'], ['c']]); // prettier-ignore
    },
  ),

  promise(
    'batches of one operation may be in flight together, up to the limit of their group',
    async (world) => {
      await world.append('ADD', manyItems('a', 90));
      assert.equal((await world.claim()).length, 7);
      assert.equal((await world.claim()).length, 0);
    },
  ),

  promise('a place that comes free is taken again, in window order', async (world) => {
    await world.append('ADD', manyItems('a', 90));
    const [first, ...others] = await world.takeAll();
    assert.deepEqual(first?.items.ids[0], 'a0');
    for (const batch of others.slice(0, 2)) await world.settle(batch, ACCEPTED);
    assert.deepEqual((await world.takeAll()).map((batch) => batch.items.ids[0]), ['a70', 'a80']); // prettier-ignore
  }),

  promise(
    'a flow has no more in flight than its limit, and never more than was asked for',
    async (world) => {
      for (const groupId of ['g1', 'g2', 'g3']) await world.append('ADD', manyItems('a', 50), { groupId });
      assert.equal((await world.claim('f', 2)).length, 2);
      assert.equal((await world.claim('f', 100)).length, 6);
      assert.equal((await world.claim('f', 100)).length, 0);
    },
    { maxInFlightPerFlow: 8 },
  ),

  promise(
    'a backlog in one group does not starve the group beside it',
    async (world) => {
      await world.append('ADD', manyItems('a', 200), { groupId: 'deep' });
      await world.append('ADD', manyItems('b', 20), { groupId: 'shallow' });
      const groups = async () => (await world.takeAll()).map((batch) => batch.groupId);
      assert.deepEqual((await groups()).sort(), ['deep', 'deep', 'shallow', 'shallow']);
    },
    { maxInFlightPerFlow: 4 },
  ),

  promise(
    'groups that are served equally take turns',
    async (world) => {
      for (const groupId of ['a', 'b', 'c']) await world.append('ADD', manyItems('x', 30), { groupId });
      const served: string[] = [];
      for (let turn = 0; turn < 6; turn++) {
        const batch = await world.takeOne();
        served.push(batch.groupId);
        await world.settle(batch, ACCEPTED);
        world.clock.advance(1);
      }
      assert.deepEqual(served, ['a', 'b', 'c', 'a', 'b', 'c']);
    },
    { maxInFlightPerFlow: 1 },
  ),

  promise('claims that race never exceed the limits, and never lease a batch twice', async (world) => {
    await world.append('ADD', manyItems('a', 200));
    await world.append('ADD', manyItems('b', 200), { groupId: 'h' });
    const claims = (await Promise.all(Array.from({ length: 8 }, () => world.claim()))).flat();
    assert.equal(claims.length, 14);
    assert.equal(new Set(claims.map((claim) => claim.batchId)).size, 14);
  }),

  promise('after "one at a time" a group has one batch in flight', async (world) => {
    await world.append('ADD', manyItems('a', 40));
    const taken = await world.takeAll();
    for (const batch of taken)
      await world.settle(batch, { ...RETRY, kind: 'retry', reason: 'CONFLICT', serialize: true });
    world.clock.advance(3_600_000);
    for (let left = 4; left > 0; left--) await world.settle(await world.takeOne(), ACCEPTED);
    assert.deepEqual(world.counts('s', 40), { pending: 0, synced: 40, errored: 0 });
  }),

  promise('whoever waits can be told what for', async (world) => {
    assert.equal(await world.store.explainWaiting('g'), null);
    await world.sealed('ADD', ['a']);
    const stuck = await world.takeOne();
    await world.sealed('REMOVE', ['b', 'c']);
    await world.sealed('REMOVE', ['d']);
    const waiting = await world.store.explainWaiting('g');
    assert.deepEqual([waiting?.flowId, waiting?.flowHold, waiting?.groupHold], ['f', null, null]);
    const { batches, items, next, blockedBy } = waiting?.lanes.REMOVE ?? {};
    assert.deepEqual([batches, items, next?.items, blockedBy?.batchId], [2, 3, 2, stuck.batchId]);
    const { lanes } = waiting ?? {};
    assert.deepEqual([lanes?.ADD.batches, lanes?.ADD.next, lanes?.ADD.blockedBy], [1, null, null]);
    await world.store.hold({ groupId: 'g' }, 'PAUSED');
    const sinceMs = world.clock.now();
    assert.deepEqual((await world.store.explainWaiting('g'))?.groupHold, { reason: 'PAUSED', sinceMs });
  }),

  promise('of an unknown flow nothing is claimed', async (world) => {
    assert.deepEqual(await world.claim('nobody'), []);
  }),
];
