import assert from 'node:assert/strict';

import { manyItems } from '../test-items.ts';
import { promise } from './case.ts';
import { ACCEPTED, RETRY, type StoreWorld } from './store-world.ts';

const HOUR_MS = 3_600_000;

/** Answers `refused` for every batch that holds the bad item, and counts the requests. */
async function sendPastBadItem(world: StoreWorld, bad: string): Promise<number> {
  let requests = 0;
  for (let batches = await world.takeAll(); batches.length > 0; batches = await world.takeAll())
    for (const batch of batches) {
      requests++;
      const isBad = batch.items.ids.some((id, i) => id === bad && (batch.items.keyCounts[i] ?? 0) > 0);
      await world.settle(
        batch,
        isBad ? { kind: 'refused', reason: 'BAD_RECORD', report: { status: 400 } } : ACCEPTED,
      );
    }
  return requests;
}

export const attemptCases = [
  promise('a claimed batch is begun once, by the attempt it was claimed for', async (world) => {
    await world.sealed('ADD', ['a']);
    const [claimed] = await world.claim();
    assert.ok(claimed);
    assert.equal(await world.store.begin({ ...claimed, attempt: claimed.attempt + 1 }), null);
    const leased = await world.begin(claimed);
    assert.deepEqual([leased.attempt, leased.leaseUntilMs], [1, world.clock.now() + 60_000]);
    assert.equal(await world.store.begin(claimed), null, 'a doubled hint begins nothing');
  }),

  promise('nothing is known of a batch that never was', async (world) => {
    const nobody = { batchId: '00000000-0000-7000-8000-000000000000', attempt: 1 };
    assert.equal(await world.store.begin(nobody), null);
    assert.equal(await world.store.settle(nobody, ACCEPTED), null);
  }),

  promise('an accepted batch is synced once, however often its outcome comes', async (world) => {
    await world.sealed('ADD', ['a', 'b']);
    const batch = await world.takeOne();
    const settlement = await world.settle(batch, {
      kind: 'accepted',
      report: { status: 200, requestId: 'r1' },
    });
    assert.deepEqual([settlement.state, settlement.groupId, settlement.flowId], ['SYNCED', 'g', 'f']);
    assert.deepEqual(settlement.movements, [{ sourceId: 's', from: 'pending', to: 'synced', count: 2 }]);
    assert.equal(await world.store.settle(batch, ACCEPTED), null);
    assert.equal(await world.store.settle(batch, RETRY), null);
    assert.deepEqual(world.counts('s', 2), { pending: 0, synced: 2, errored: 0 });
    const [attempt] = await world.store.listAttempts(batch.batchId);
    assert.deepEqual([attempt?.outcome, attempt?.report], ['accepted', { status: 200, requestId: 'r1' }]);
  }),

  promise('a batch that failed waits, and may be sent again when its time has come', async (world) => {
    await world.sealed('ADD', ['a']);
    const first = await world.takeOne();
    const { state, notBeforeMs } = await world.settle(first, RETRY);
    assert.equal(state, 'WAITING');
    const waitMs = (notBeforeMs ?? 0) - world.clock.now();
    assert.ok(waitMs >= 5_000 && waitMs <= 10_000, `waits ${waitMs} ms`);
    const next = { batchId: first.batchId, attempt: 2 };
    world.clock.advance(waitMs - 1);
    assert.equal(await world.store.begin(next), null);
    assert.equal((await world.claim()).length, 0);
    world.clock.advance(1);
    assert.equal(await world.store.begin({ ...next, attempt: 3 }), null);
    assert.equal((await world.begin(next)).attempt, 2);
    assert.equal((await world.claim()).length, 0, 'it is leased already');
  }),

  promise('a due batch is claimed like any other when its own hint was lost', async (world) => {
    await world.sealed('ADD', ['a']);
    await world.settle(await world.takeOne(), RETRY);
    world.clock.advance(HOUR_MS);
    assert.equal((await world.takeOne()).attempt, 2);
  }),

  promise('the wish of the other side is granted when it is later than our own', async (world) => {
    await world.sealed('ADD', ['a']);
    const wishMs = world.clock.now() + 2 * HOUR_MS;
    const { notBeforeMs } = await world.settle(await world.takeOne(), {
      ...RETRY,
      kind: 'retry',
      reason: 'BUSY',
      notBeforeMs: wishMs,
    });
    assert.equal(notBeforeMs, wishMs);
  }),

  promise(
    'what had no answer is not repeated before it is surely over, at the deadline neither',
    async (world) => {
      await world.sealed('ADD', ['a']);
      const first = await world.takeOne();
      assert.equal(first.deadlineMs, null);
      const unanswered = (overAtMs: number) =>
        ({ ...RETRY, kind: 'retry', reason: 'BUSY', overAtMs }) as const;
      const deadlineMs = world.clock.now() + 13 * HOUR_MS;
      const settled = await world.settle(first, unanswered(deadlineMs - 1));
      assert.equal(settled.notBeforeMs, deadlineMs - 1);
      world.clock.advance(13 * HOUR_MS - 1);
      const second = await world.takeOne();
      assert.equal(second.deadlineMs, deadlineMs);
      assert.equal((await world.settle(second, unanswered(deadlineMs + 9))).notBeforeMs, deadlineMs + 9);
    },
  ),

  promise('a due batch does not begin beyond the limits of its flow', async (world) => {
    await world.sealed('ADD', ['a']);
    const failed = await world.takeOne();
    await world.settle(failed, RETRY);
    for (let i = 0; i < 2; i++) await world.append('ADD', manyItems('b', 100), { groupId: `full${i}` });
    assert.equal((await world.claim()).length, 14);
    world.clock.advance(9_000);
    assert.equal(await world.store.begin({ batchId: failed.batchId, attempt: 2 }), null);
  }),

  promise(
    '13 hours after its first failure a batch has its last attempt, and is errored if that fails',
    async (world) => {
      await world.sealed('ADD', ['a', 'b']);
      world.clock.advance(30 * HOUR_MS); // waiting in a queue is not failing
      let batch = await world.takeOne();
      const firstMs = world.clock.now();
      for (
        let settled = await world.settle(batch, RETRY);
        settled.state !== 'ERRORED';
        settled = await world.settle(batch, RETRY)
      ) {
        assert.ok((settled.notBeforeMs ?? 0) <= firstMs + 13 * HOUR_MS);
        world.clock.advance((settled.notBeforeMs ?? 0) - world.clock.now());
        batch = await world.takeOne();
      }
      assert.equal(world.clock.now(), firstMs + 13 * HOUR_MS, 'the last attempt is made at the deadline');
      assert.deepEqual(world.counts('s', 2), { pending: 0, synced: 0, errored: 2 });
      assert.equal(world.recorded.at(-1)?.reason, 'BUSY');
    },
  ),

  promise('what is deferred goes back untouched, and its flow rests', async (world) => {
    await world.append('ADD', manyItems('a', 20));
    const [first] = await world.claim('f', 1);
    await world.begin(first);
    const untilMs = world.clock.now() + 30_000;
    const settlement = await world.settle(first as { batchId: string; attempt: number }, {
      kind: 'deferred',
      untilMs,
    });
    assert.deepEqual(
      [settlement.state, settlement.notBeforeMs, settlement.movements],
      ['READY', untilMs, []],
    );
    world.clock.advance(29_999);
    assert.equal((await world.claim()).length, 0);
    world.clock.advance(1);
    assert.equal((await world.claim()).length, 2);
    const [view] = await world.store.listBatches('g');
    assert.deepEqual([view?.failures, view?.deadlineMs], [0, null]);
    assert.deepEqual(await world.store.listAttempts(first?.batchId ?? ''), []);
  }),

  promise(
    'a refused batch is split until the bad item stands alone; all others are synced',
    async (world) => {
      await world.sealed('ADD', manyItems('a', 100));
      const requests = await sendPastBadItem(world, 'a37');
      assert.ok(requests <= 2 * Math.ceil(Math.log2(100)) + 1, `${requests} requests`);
      assert.deepEqual(world.counts('s', 100), { pending: 0, synced: 99, errored: 1 });
      const [errored, ...more] = await world.store.listBatches('g', ['ERRORED']);
      assert.deepEqual([errored?.items, errored?.reason, more.length], [1, 'BAD_RECORD', 0]);
      const attempts = await world.store.listAttempts(errored?.batchId ?? '');
      assert.deepEqual(attempts.at(-1)?.report, { status: 400 });
    },
    { maxItems: 100 },
  ),

  promise('items that have nothing to send are not blamed for the one that has', async (world) => {
    await world.append('ADD', ['a:x', 'bad:y', 'b:z']);
    await world.append('REMOVE', ['c:x', 'd:z']);
    await world.seal();
    assert.equal(await sendPastBadItem(world, 'bad'), 2);
    assert.deepEqual(world.counts('s', 5), { pending: 0, synced: 4, errored: 1 });
    const [errored] = await world.store.listBatches('g', ['ERRORED']);
    assert.equal(errored?.items, 1);
    assert.equal((await world.store.listAttempts(errored?.batchId ?? '')).length, 1);
  }),

  promise('the children of a split keep their place in the order', async (world) => {
    await world.sealed('ADD', ['a', 'b']);
    await world.sealed('REMOVE', ['c']);
    await world.settle(await world.takeOne(), { kind: 'refused', reason: 'BAD_RECORD' });
    const children = await world.takeAll();
    assert.deepEqual(children.map((batch) => batch.items.ids), [['a'], ['b']]); // prettier-ignore
    for (const child of children) {
      assert.equal((await world.claim()).length, 0);
      await world.settle(child, ACCEPTED);
    }
    assert.equal((await world.takeOne()).operation, 'REMOVE');
  }),

  promise(
    'a lease that runs out gives the batch back, and the late outcome counts for nothing',
    async (world) => {
      await world.sealed('ADD', ['a']);
      const late = await world.takeOne();
      world.clock.advance(59_999);
      assert.equal((await world.store.sweep(10)).expiredLeases, 0);
      world.clock.advance(1);
      const swept = await world.store.sweep(10);
      assert.deepEqual([swept.expiredLeases, swept.flowIds], [1, ['f']]);
      assert.equal(await world.store.settle(late, ACCEPTED), null);
      const again = await world.takeOne();
      assert.equal(again.attempt, 2);
      assert.equal(await world.store.settle(late, ACCEPTED), null);
      await world.settle(again, ACCEPTED);
      const outcomes = (await world.store.listAttempts(again.batchId)).map((attempt) => attempt.outcome);
      assert.deepEqual(outcomes, ['lost', 'accepted']);
    },
  ),

  promise('a claim that nobody begins is given back soon, and nothing has failed', async (world) => {
    await world.sealed('ADD', ['a']);
    await world.claim();
    world.clock.advance(10_000);
    assert.equal((await world.store.sweep(10)).expiredLeases, 1);
    const [batch] = await world.store.listBatches('g');
    assert.deepEqual([batch?.state, batch?.failures, batch?.deadlineMs], ['READY', 0, null]);
  }),

  promise('a batch whose senders always die is errored when its time is over', async (world) => {
    await world.sealed('ADD', ['a']);
    for (let hour = 0; hour <= 13; hour++) {
      await world.takeOne();
      world.clock.advance(HOUR_MS);
      await world.store.sweep(10);
    }
    assert.deepEqual(world.counts('s', 1), { pending: 0, synced: 0, errored: 1 });
  }),

  promise('the sweep finds windows and flows that no hint points at', async (world) => {
    await world.append('ADD', ['a']);
    await world.append('ADD', manyItems('b', 10), { groupId: 'h', flowId: 'full' });
    assert.deepEqual((await world.store.sweep(10)).flowIds, ['full']);
    world.clock.advance(5_000);
    assert.deepEqual((await world.store.sweep(10)).dueGroupIds, ['g']);
  }),
];
