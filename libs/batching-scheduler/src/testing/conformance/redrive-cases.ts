import assert from 'node:assert/strict';

import { type Operation } from '../../model.ts';
import { promise } from './case.ts';
import { ACCEPTED, type StoreWorld, wordsOf } from './store-world.ts';

const WORDS = ['x', 'y', 'z'];

/** A batch of these items, refused one by one or given up as a whole by a hold that ran out. */
async function errored(
  world: StoreWorld,
  operation: Operation,
  items: readonly string[],
  sourceId = 's',
): Promise<void> {
  await world.append(operation, items, { sourceId });
  await world.store.hold({ groupId: 'g' }, 'PAUSED');
  await world.seal();
  world.clock.advance(13 * 3_600_000);
  await world.store.sweep(100);
  await world.store.resume({ groupId: 'g' });
}

export const redriveCases = [
  promise('an errored batch that is brought back is sent as if it had just arrived', async (world) => {
    await errored(world, 'ADD', ['a', 'b']);
    const redriven = await world.store.redrive({ groupId: 'g' });
    assert.deepEqual(redriven.flowIds, ['f']);
    assert.deepEqual(redriven.movements, [
      { sourceId: 's', from: 'errored', to: 'pending', count: 2, reason: 'PAUSED' },
    ]);
    const batch = await world.takeOne();
    assert.deepEqual(batch.items.ids, ['a', 'b']);
    const { state } = await world.settle(batch, { kind: 'retry', reason: 'BUSY' });
    assert.equal(state, 'WAITING', 'its window begins anew');
    world.clock.advance(3_600_000);
    await world.sendAll();
    assert.deepEqual(world.counts('s', 2), { pending: 0, synced: 2, errored: 0 });
  }),

  promise('all conditions of a redrive must hold', async (world) => {
    await errored(world, 'ADD', ['a']);
    for (const filter of [
      { groupId: 'h' },
      { reason: 'OTHER' },
      { sourceId: 'other' },
      { groupId: 'g', itemIds: ['z'] },
    ])
      assert.deepEqual((await world.store.redrive(filter)).movements, []);
    assert.equal(
      (await world.store.redrive({ groupId: 'g', reason: 'PAUSED', sourceId: 's' })).movements.length,
      1,
    );
    assert.deepEqual((await world.store.redrive({ groupId: 'g' })).movements, [], 'it is errored no more');
  }),

  promise('single items are picked out, and the others stay errored', async (world) => {
    await errored(world, 'ADD', ['a', 'b', 'c']);
    const { movements } = await world.store.redrive({ sourceId: 's', itemIds: ['b', 'nobody'] });
    assert.deepEqual(movements, [
      { sourceId: 's', from: 'errored', to: 'pending', count: 1, reason: 'PAUSED' },
    ]);
    const batch = await world.takeOne();
    assert.deepEqual([...batch.items.ids], ['b']);
    await world.settle(batch, ACCEPTED);
    assert.deepEqual(world.counts('s', 3), { pending: 0, synced: 1, errored: 2 });
    await world.store.redrive({ groupId: 'g' });
    assert.deepEqual([...(await world.takeOne()).items.ids], ['a', 'c']);
  }),

  promise('one source is brought back and the other is not', async (world) => {
    await world.append('ADD', ['a'], { sourceId: 'other' });
    await errored(world, 'ADD', ['b']);
    await world.store.redrive({ sourceId: 's' });
    assert.deepEqual([...(await world.takeOne()).items.ids], ['b']);
    assert.deepEqual(world.counts('other', 1), { pending: 0, synced: 0, errored: 1 });
  }),

  promise('items that were given up are listed, page by page, with what was tried', async (world) => {
    const refused = { kind: 'refused', reason: 'BAD', report: { status: 400, requestId: 'r' } } as const;
    await world.sealed('ADD', ['a:x', 'b:x', 'bad:y'], { groupId: 'h', sourceId: 't' });
    for (let batches = await world.takeAll(); batches.length > 0; batches = await world.takeAll())
      for (const batch of batches)
        await world.settle(batch, batch.items.ids.includes('bad') ? refused : ACCEPTED);
    await errored(world, 'ADD', ['c', 'd', 'e']);
    const all = await world.store.listErrored({ limit: 100 });
    assert.deepEqual([all.items.map((item) => item.itemId), all.next], [['bad', 'c', 'd', 'e'], null]);
    const after = all.items[1]?.cursor ?? '';
    const behind = await world.store.listErrored({ limit: 100, after });
    assert.deepEqual(behind.items, all.items.slice(2));
    const [bad, parked] = all.items;
    assert.deepEqual([bad?.reason, bad?.sourceId, bad?.attempts, bad?.canRedrive], ['BAD', 't', 2, true]);
    assert.deepEqual(bad?.lastAttempt?.report, { status: 400, requestId: 'r' });
    assert.deepEqual([parked?.reason, parked?.attempts, parked?.lastAttempt], ['PAUSED', 0, null]);
    const pages: string[][] = [];
    for (let after: string | null = ''; after !== null;) {
      const page = await world.store.listErrored({
        groupId: 'g',
        sourceId: 's',
        limit: 2,
        ...(after ? { after } : {}),
      });
      pages.push(page.items.map((item) => item.itemId));
      after = page.next;
    }
    assert.deepEqual(pages, [['c', 'd'], ['e']]);
    assert.deepEqual((await world.store.listErrored({ reason: 'OTHER', limit: 9 })).items, []);
    await assert.rejects(
      async () => world.store.listErrored({ limit: 5, after: 'nonsense' }),
      /after is no cursor/,
    );
  }),

  promise('a batch of which only a part is brought back is split, and traces go on', async (world) => {
    await world.sealed('ADD', ['a', 'b']);
    let batch = await world.takeOne();
    await world.settle(batch, { kind: 'hold', scope: 'group', reason: 'GONE' });
    world.clock.advance(13 * 3_600_000);
    await world.store.sweep(10);
    await world.store.resume({ groupId: 'g' });
    await world.store.redrive({ sourceId: 's', itemIds: ['b'] });
    batch = await world.takeOne();
    await world.settle(batch, ACCEPTED);
    assert.deepEqual((await world.states()).toSorted(), ['ERRORED', 'SPLIT', 'SYNCED']);
    const outcomes = async (id: string) =>
      (await world.store.findItem(['s'], id)).map((trace) =>
        trace.attempts.map((attempt) => attempt.outcome),
      );
    assert.deepEqual([await outcomes('a'), await outcomes('b')], [[['hold']], [['hold', 'accepted']]]);
  }),

  promise('what was overruled since is not written again, yet counted as done', async (world) => {
    await errored(world, 'ADD', ['a:x', 'b:y']);
    await world.sealed('REMOVE', ['c:x']);
    await world.sendAll();
    await world.store.redrive({ groupId: 'g' });
    const batch = await world.takeOne();
    assert.deepEqual(wordsOf(batch.items, WORDS), ['y']);
    assert.deepEqual([...batch.items.ids], ['a', 'b']);
  }),

  promise(
    'an errored batch that was overruled altogether is settled when it is brought back',
    async (world) => {
      await errored(world, 'ADD', ['a:x']);
      await world.sealed('REMOVE', ['c:x']);
      await world.sendAll();
      const { movements } = await world.store.redrive({ groupId: 'g' });
      assert.deepEqual(movements, [
        { sourceId: 's', from: 'errored', to: 'synced', count: 1, reason: 'PAUSED' },
      ]);
      assert.equal((await world.claim()).length, 0);
    },
  ),

  promise('a later word that is still on its way overrules it too', async (world) => {
    await errored(world, 'ADD', ['a:x', 'b:y']);
    await errored(world, 'ADD', ['only:x']);
    await world.sealed('REMOVE', ['c:x']);
    const remove = await world.takeOne();
    await world.store.redrive({ groupId: 'g' });
    assert.equal((await world.claim()).length, 0, 'it waits for the opposite batch that was sealed before');
    const { movements } = await world.settle(remove, ACCEPTED);
    assert.deepEqual(movements.map((movement) => movement.count), [1, 1]); // prettier-ignore
    assert.deepEqual(wordsOf((await world.takeOne()).items, WORDS), ['y']);
    assert.deepEqual(world.counts('s', 4), { pending: 2, synced: 2, errored: 0 });
  }),

  promise('a word that was given up does not overrule', async (world) => {
    await errored(world, 'ADD', ['a:x']);
    await errored(world, 'REMOVE', ['b:x'], 't');
    await world.store.redrive({ sourceId: 's' });
    await world.settle(await world.takeOne(), ACCEPTED);
    await world.store.redrive({ sourceId: 't' });
    const batch = await world.takeOne();
    assert.deepEqual([batch.operation, wordsOf(batch.items, WORDS)], ['REMOVE', ['x']]);
  }),

  promise(
    'opposite batches that are brought back together keep the order in which they were said',
    async (world) => {
      await errored(world, 'REMOVE', ['a:x']);
      await errored(world, 'ADD', ['b:x']);
      await world.store.redrive({ groupId: 'g' });
      const sent = await world.sendAll();
      assert.deepEqual(sent.map((batch) => [batch.operation, wordsOf(batch.items, WORDS)]), [['REMOVE', ['x']], ['ADD', ['x']]]); // prettier-ignore
    },
  ),

  promise('an earlier word that is brought back does not overrule a later one', async (world) => {
    await errored(world, 'REMOVE', ['a:x'], 's');
    await errored(world, 'ADD', ['b:x'], 't');
    await world.store.redrive({ sourceId: 's' });
    await world.sendAll();
    await world.store.redrive({ sourceId: 't' });
    assert.deepEqual(wordsOf((await world.takeOne()).items, WORDS), ['x']);
  }),
];
