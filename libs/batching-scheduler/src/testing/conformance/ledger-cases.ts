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

  promise(
    'every try is told with its outcome, also one that moved nothing; a deferral is none',
    async (world) => {
      await world.sealed('ADD', ['a', 'b']);
      const enteredAtMs = world.clock.now() - 5_000;
      await world.settle(await world.takeOne(), { kind: 'deferred', untilMs: world.clock.now() });
      await world.settle(await world.takeOne(), { kind: 'retry', reason: 'BUSY', report: { status: 503 } });
      const settledAtMs = world.clock.now();
      world.clock.advance(3_600_000);
      await world.settle(await world.takeOne(), ACCEPTED);
      assert.deepEqual(
        world.attempts.map(({ batchId: _, ...attempt }) => attempt),
        [
          { attempt: 2, outcome: 'retry', reason: 'BUSY', status: 503, settledAtMs },
          {
            attempt: 3,
            outcome: 'accepted',
            reason: null,
            status: null,
            settledAtMs: settledAtMs + 3_600_000,
          },
        ].map((attempt) => ({ groupId: 'g', flowId: 'f', items: 2, enteredAtMs, ...attempt })),
      );
    },
  ),

  promise('sources are counted apart', async (world) => {
    await world.append('ADD', ['a', 'b'], { sourceId: 's1' });
    await world.append('ADD', ['c'], { sourceId: 's2' });
    await world.append('ADD', ['d'], { sourceId: 's1' });
    await world.seal();
    const { movements } = await world.settle(await world.takeOne(), ACCEPTED);
    assert.deepEqual(movements.map(({ sourceId, count }) => [sourceId, count]), [['s1', 3], ['s2', 1]]); // prettier-ignore
  }),
];
