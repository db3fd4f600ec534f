import assert from 'node:assert/strict';

import { PERIOD_MS } from '../conformance-harness.ts';
import { type ConformanceCase } from './conformance-case.ts';

/** Room for timers that fire up to a millisecond early. */
const EARLY_MS = 2;

/** Life of a slot: taken, answered, given back, lost. */
export const slotCases: readonly ConformanceCase[] = [
  {
    title: 'gives permits up to the limit, then says which window is full and when to ask again',
    run: async (trial) => {
      const windows = [trial.window(2)];
      const first = await trial.permit(windows);
      const second = await trial.permit(windows);
      assert.notEqual(first.id, second.id);
      const { window, retryInMs, retryAtMs } = await trial.deferred(windows);
      assert.equal(window, 'second');
      assert.ok(retryInMs > 0 && retryInMs <= PERIOD_MS, `retryInMs ${retryInMs}`);
      assert.ok(Math.abs(retryAtMs - retryInMs - trial.now()) < 100, `retryAtMs ${retryAtMs}`);
    },
  },
  {
    title: 'holds a slot until one period after the answer, however late the answer comes',
    run: async (trial) => {
      const windows = [trial.window(1)];
      const permit = await trial.permit(windows);
      await trial.advance(PERIOD_MS * 2);
      await trial.deferred(windows);
      await permit.settle();
      const { outcome, tookMs } = await trial.wait(windows, PERIOD_MS * 4);
      assert.equal(outcome.kind, 'permit');
      assert.ok(tookMs >= PERIOD_MS - EARLY_MS, `free after ${tookMs} ms`);
    },
  },
  {
    title: 'frees a released slot at once',
    run: async (trial) => {
      const windows = [trial.window(1)];
      await (await trial.permit(windows)).release();
      await trial.permit(windows);
    },
  },
  {
    title: 'counts one answer once: settling twice, or releasing after settling, changes nothing',
    run: async (trial) => {
      const window = trial.window(3, { periodMs: 60_000 });
      const permit = await trial.permit([window]);
      await permit.settle();
      await permit.settle();
      await permit.release();
      assert.equal(await trial.used(window), 1);
    },
  },
  {
    title: 'does not hold a released slot again when it is settled',
    run: async (trial) => {
      const window = trial.window(3, { periodMs: 60_000 });
      const permit = await trial.permit([window]);
      await permit.release();
      await permit.settle();
      assert.equal(await trial.used(window), 0);
    },
  },
  {
    title: 'frees the slot of a holder that died one period after its lease',
    run: async (trial) => {
      const windows = [trial.window(1)];
      const from = trial.now();
      const permit = await trial.permit(windows, { leaseMs: 150 });
      assert.equal(permit.expired, false);
      const { outcome } = await trial.wait(windows, PERIOD_MS * 6);
      assert.equal(outcome.kind, 'permit');
      assert.equal(permit.expired, true);
      assert.ok(trial.now() - from >= PERIOD_MS + 150 - EARLY_MS);
    },
  },
  {
    title: 'holds a slot again when its answer comes after the lease, because it was just used',
    run: async (trial) => {
      const window = trial.window(2);
      const late = await trial.permit([window], { leaseMs: 1 });
      await trial.advance(PERIOD_MS + 220);
      assert.equal(await trial.used(window), 0);
      await late.settle();
      assert.equal(await trial.used(window), 1);
      await trial.advance(PERIOD_MS + 30);
      assert.equal(await trial.used(window), 0);
    },
  },
  {
    title: 'takes several units at once, and never a part of them',
    run: async (trial) => {
      const window = trial.window(5);
      const heavy = await trial.permit([window], { cost: 3 });
      await trial.deferred([window], { cost: 3 });
      await trial.permit([window], { cost: 2 });
      assert.equal(await trial.used(window), 5);
      await heavy.release();
      assert.equal(await trial.used(window), 2);
    },
  },
  {
    title: 'rejects a cancelled try with the reason of the signal and keeps no slot',
    run: async (trial) => {
      const window = trial.window(1);
      const controller = new AbortController();
      const trying = trial.acquire([window], { signal: controller.signal });
      controller.abort(new Error('not wanted any more'));
      await assert.rejects(trying, /not wanted any more/);
      assert.equal(await trial.used(window), 0);
    },
  },
];
