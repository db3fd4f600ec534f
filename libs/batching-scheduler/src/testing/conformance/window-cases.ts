import assert from 'node:assert/strict';

import { type LeasedBatch, type Operation } from '../../model.ts';
import { manyItems } from '../test-items.ts';
import { promise } from './case.ts';
import { ACCEPTED, wordsOf } from './store-world.ts';

const WORDS = ['x', 'y', 'z'];

const written = (batches: readonly LeasedBatch[]): Partial<Record<Operation, readonly string[]>> =>
  Object.fromEntries(batches.map((batch) => [batch.operation, wordsOf(batch.items, WORDS)]));

export const windowCases = [
  promise('of a key that is added and removed in one window, the later word is written', async (world) => {
    await world.append('ADD', ['a:x', 'b:y']);
    await world.append('REMOVE', ['c:x', 'd:z']);
    await world.append('ADD', ['e:z']);
    await world.seal();
    const batches = await world.takeAll();
    assert.deepEqual(written(batches), { ADD: ['y', 'z'], REMOVE: ['x'] });
    for (const batch of batches) await world.settle(batch, ACCEPTED);
    assert.deepEqual(world.counts('s', 5), { pending: 0, synced: 5, errored: 0 });
  }),

  promise(
    'the last word wins however often a key changes sides, and whichever side is the smaller',
    async (world) => {
      await world.append('ADD', ['a:x']);
      await world.append('REMOVE', ['b:x', 'c:y', 'd:z']);
      await world.append('ADD', ['e:x', 'f:y']);
      await world.append('REMOVE', ['g:x']);
      await world.seal();
      assert.deepEqual(written(await world.takeAll()), { ADD: ['y'], REMOVE: ['x', 'z', 'x'] });
    },
  ),

  promise(
    'an item that loses one of its keys keeps the others; a struck item stays to be counted',
    async (world) => {
      await world.append('ADD', ['a:x+y', 'b:x']);
      await world.append('REMOVE', ['c:x']);
      await world.seal();
      const add = (await world.takeAll()).find((batch) => batch.operation === 'ADD');
      assert.deepEqual([...(add?.items.ids ?? [])], ['a', 'b']);
      assert.deepEqual([...(add?.items.keyCounts ?? [])], [1, 0]);
      assert.deepEqual(wordsOf(add?.items as LeasedBatch['items'], WORDS), ['y']);
    },
  ),

  promise('a batch that is left with no keys is synced without a request', async (world) => {
    await world.append('ADD', ['a:x']);
    await world.append('REMOVE', ['b:x']);
    const sealed = await world.seal();
    assert.equal(sealed?.ready, 1);
    assert.deepEqual(sealed?.movements, [{ sourceId: 's', from: 'pending', to: 'synced', count: 1 }]);
    assert.deepEqual(world.counts('s', 2), { pending: 1, synced: 1, errored: 0 });
    assert.equal((await world.takeOne()).operation, 'REMOVE');
  }),

  promise('a batch of items that never had a key or a payload is synced without a request', async (world) => {
    await world.append('ADD', ['a:', 'b:']);
    const sealed = await world.seal();
    assert.deepEqual([sealed?.ready, sealed?.movements.length], [0, 1]);
    await world.append('ADD', manyItems('c', 3), { groupId: 'other' });
    const full = await world.append(
      'ADD',
      Array.from({ length: 10 }, (_, i) => `k${i}:`),
    );
    assert.deepEqual(full.readyFlowIds, []);
    assert.deepEqual(world.counts('s', 15), { pending: 3, synced: 12, errored: 0 });
  }),

  promise(
    'once both operations are in a window nothing of it leaves before its end, full or not',
    async (world) => {
      await world.append('REMOVE', ['r']);
      world.clock.advance(1_000);
      assert.deepEqual((await world.append('ADD', manyItems('a', 25))).readyFlowIds, []);
      assert.deepEqual((await world.append('ADD', manyItems('b', 25))).opened, []);
      assert.equal((await world.claim()).length, 0);
      assert.equal((await world.seal('g', 4_000))?.ready, 6);
      const taken = await world.takeAll();
      assert.equal(taken.length, 6, 'what is left commutes, so all of it may leave together');
      assert.deepEqual(taken.map((batch) => batch.items.count).sort((a, b) => b - a), [10, 10, 10, 10, 10, 1]); // prettier-ignore
    },
  ),

  promise(
    'what has not waited its time yet begins the next window, resolved like the rest',
    async (world) => {
      await world.append('REMOVE', ['r:x']);
      world.clock.advance(3_000);
      await world.append('ADD', ['a:x', 'b:y']);
      const first = await world.seal('g', 2_000);
      assert.equal(first?.ready, 0, 'the REMOVE was overruled, the ADD is two seconds old');
      assert.deepEqual(first?.movements, [{ sourceId: 's', from: 'pending', to: 'synced', count: 1 }]);
      const [next, ...more] = first?.opened ?? [];
      assert.deepEqual([next?.sealAtMs, more.length], [world.clock.now() + 3_000, 0]);
      await world.append('REMOVE', ['c:y']);
      assert.equal((await world.seal('g', 3_000))?.ready, 1);
      assert.equal((await world.seal('g', 2_000))?.ready, 1);
      assert.deepEqual(
        (await world.sendAll()).map(({ operation, items }) => [operation, wordsOf(items, WORDS)]),
        [
          ['ADD', ['x']],
          ['REMOVE', ['y']],
        ],
      );
      assert.deepEqual(world.counts('s', 4), { pending: 0, synced: 4, errored: 0 });
    },
  ),

  promise(
    'a flood beside a trickle is resolved across many chunks',
    async (world) => {
      await world.append('REMOVE', ['late-loser:a17', 'r:z']);
      for (let i = 0; i < 40; i++) await world.append('ADD', manyItems(`a${i}-`, 9));
      await world.append('ADD', ['w:a17', 'l:z']);
      await world.append('REMOVE', ['winner:a3-3', 'winner2:a39-8']);
      await world.seal();
      const batches = await world.sendAll();
      const keysOf = (operation: Operation) =>
        batches.filter((b) => b.operation === operation).reduce((n, b) => n + b.items.keyTags.length, 0);
      assert.deepEqual([keysOf('ADD'), keysOf('REMOVE')], [360, 2]);
      assert.deepEqual(world.counts('s', 366), { pending: 0, synced: 366, errored: 0 });
    },
    { maxInFlightPerGroup: 100, maxInFlightPerFlow: 100 },
  ),
];
