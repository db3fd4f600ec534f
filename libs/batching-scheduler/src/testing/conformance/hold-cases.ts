import assert from 'node:assert/strict';

import { type AttemptOutcome } from '../../model.ts';
import { manyItems } from '../test-items.ts';
import { promise } from './case.ts';
import { ACCEPTED } from './store-world.ts';

const HOUR_MS = 3_600_000;
const HOLD_FLOW: AttemptOutcome = { kind: 'hold', scope: 'flow', reason: 'INVALID_TOKEN' };
const HOLD_GROUP: AttemptOutcome = { kind: 'hold', scope: 'group', reason: 'TARGET_GONE' };

export const holdCases = [
  promise('an outcome that needs a person parks the whole flow until it is resumed', async (world) => {
    await world.append('ADD', manyItems('a', 30));
    await world.append('ADD', manyItems('b', 10), { groupId: 'h' });
    const batch = (await world.claim('f', 1))[0];
    await world.begin(batch);
    const settlement = await world.settle(batch as { batchId: string; attempt: number }, HOLD_FLOW);
    assert.deepEqual(
      [settlement.state, settlement.hold],
      ['READY', { scope: 'flow', reason: 'INVALID_TOKEN' }],
    );
    assert.equal((await world.claim()).length, 0);
    assert.deepEqual((await world.store.sweep(10)).flowIds, []);
    assert.deepEqual(await world.store.resume({ flowId: 'f' }, 'SOMETHING_ELSE'), []);
    assert.deepEqual(await world.store.resume({ flowId: 'f' }, 'INVALID_TOKEN'), ['f']);
    assert.deepEqual(await world.store.resume({ flowId: 'f' }), [], 'there is nothing left to lift');
    assert.equal((await world.sendAll()).length, 4);
  }),

  promise('a held group does not hold its flow', async (world) => {
    await world.sealed('ADD', ['a']);
    await world.settle(await world.takeOne(), HOLD_GROUP);
    await world.sealed('ADD', ['b'], { groupId: 'h' });
    assert.equal((await world.takeOne()).groupId, 'h');
    assert.deepEqual(await world.store.resume({ groupId: 'g' }), ['f']);
    assert.equal((await world.takeOne()).groupId, 'g');
  }),

  promise('what was claimed before the hold does not begin', async (world) => {
    await world.append('ADD', manyItems('a', 20));
    const [first, second] = await world.claim();
    assert.ok(first && second);
    await world.begin(first);
    await world.settle(first, HOLD_FLOW);
    assert.equal(await world.store.begin(second), null);
    await world.store.resume({ flowId: 'f' });
    assert.equal((await world.takeAll()).length, 2);
  }),

  promise('an attempt that began before somebody resumed does not park everything again', async (world) => {
    await world.append('ADD', manyItems('a', 20));
    const [first, straggler] = await world.takeAll();
    assert.ok(first && straggler);
    await world.settle(first, HOLD_FLOW);
    world.clock.advance(1_000);
    await world.store.resume({ flowId: 'f' });
    world.clock.advance(1_000);
    const { state, hold } = await world.settle(straggler, HOLD_FLOW);
    assert.deepEqual([state, hold], ['READY', null]);
    const [again] = await world.takeAll();
    assert.ok(again, 'it is tried at once');
    assert.deepEqual((await world.settle(again, HOLD_FLOW)).hold, { scope: 'flow', reason: 'INVALID_TOKEN' });
  }),

  promise('a due batch of a held flow does not begin', async (world) => {
    await world.sealed('ADD', ['a']);
    const batch = await world.takeOne();
    await world.settle(batch, { kind: 'retry', reason: 'BUSY' });
    await world.store.hold({ flowId: 'f' }, 'PAUSED');
    world.clock.advance(HOUR_MS);
    assert.equal(await world.store.begin({ batchId: batch.batchId, attempt: 2 }), null);
    await world.store.resume({ flowId: 'f' });
    assert.equal((await world.takeOne()).attempt, 2);
  }),

  promise('windows of a held group are sealed as ever, and wait', async (world) => {
    await world.store.hold({ flowId: 'f' }, 'PAUSED');
    await world.append('ADD', ['a']);
    assert.equal((await world.seal())?.ready, 1);
    assert.equal((await world.claim()).length, 0);
    await world.store.resume({ flowId: 'f' });
    await world.settle(await world.takeOne(), ACCEPTED);
  }),

  promise('13 hours after it was parked a batch is errored, with the reason of the hold', async (world) => {
    await world.store.hold({ flowId: 'f' }, 'PAUSED');
    world.clock.advance(50 * HOUR_MS);
    await world.sealed('ADD', ['a']);
    world.clock.advance(13 * HOUR_MS - 1);
    assert.deepEqual((await world.store.sweep(10)).movements, []);
    world.clock.advance(1);
    const expected = [{ sourceId: 's', from: 'pending', to: 'errored', count: 1, reason: 'PAUSED' }];
    assert.deepEqual((await world.store.sweep(10)).movements, expected);
    assert.deepEqual(world.recorded, expected);
    assert.deepEqual((await world.store.sweep(10)).movements, []);
  }),

  promise('a batch that failed before it was parked keeps its own deadline', async (world) => {
    await world.sealed('ADD', ['a']);
    await world.settle(await world.takeOne(), HOLD_FLOW);
    world.clock.advance(6 * HOUR_MS);
    await world.store.resume({ flowId: 'f' });
    await world.store.hold({ groupId: 'g' }, 'PAUSED');
    world.clock.advance(7 * HOUR_MS);
    await world.store.sweep(10);
    assert.deepEqual(world.counts('s', 1), { pending: 0, synced: 0, errored: 1 });
  }),

  promise('waiting behind others is not being parked: it is never errored for it', async (world) => {
    await world.append('ADD', manyItems('a', 10));
    await world.takeOne();
    await world.sealed('REMOVE', ['b']);
    world.clock.advance(100 * HOUR_MS);
    await world.store.sweep(10);
    const [remove] = (await world.store.listBatches('g')).filter((batch) => batch.operation === 'REMOVE');
    assert.equal(remove?.state, 'READY');
  }),
];
