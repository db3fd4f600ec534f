import assert from 'node:assert/strict';

import { promise } from './case.ts';
import { ACCEPTED } from './store-world.ts';

export const ledgerCases = [
  promise('when the ledger refuses a movement, the batch has not moved', async (world) => {
    await world.sealed('ADD', ['a']);
    const batch = await world.takeOne();
    world.ledgerFault = new Error('the ledger is broken');
    await assert.rejects(world.store.settle(batch, ACCEPTED), /the ledger is broken/);
    world.ledgerFault = null;
    assert.deepEqual(await world.states(), ['IN_FLIGHT']);
    await world.settle(batch, ACCEPTED);
    assert.deepEqual(world.counts('s', 1), { pending: 0, synced: 1, errored: 0 });
  }),

  promise('when the ledger refuses, neither a split nor a hold has happened', async (world) => {
    await world.sealed('ADD', ['a:x', 'b:y']);
    await world.append('REMOVE', ['c:x']);
    await world.append('ADD', ['d:x']);
    world.ledgerFault = new Error('the ledger is broken');
    await assert.rejects(world.seal(), /the ledger is broken/);
    world.ledgerFault = null;
    assert.deepEqual(await world.states(), ['READY', 'OPEN', 'OPEN']);
    assert.equal((await world.store.sealWindow('g'))?.ready, 1);
  }),

  promise('sources are counted apart', async (world) => {
    await world.append('ADD', ['a', 'b'], { sourceId: 's1' });
    await world.append('ADD', ['c'], { sourceId: 's2' });
    await world.append('ADD', ['d'], { sourceId: 's1' });
    await world.seal();
    const { movements } = await world.settle(await world.takeOne(), ACCEPTED);
    assert.deepEqual(movements.map(({ sourceId, count }) => [sourceId, count]), [['s1', 3], ['s2', 1]]); // prettier-ignore
  }),
];
