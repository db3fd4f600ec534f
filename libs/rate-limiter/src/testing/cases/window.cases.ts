import assert from 'node:assert/strict';

import { PERIOD_MS } from '../conformance-harness.ts';
import { type ConformanceCase } from './conformance-case.ts';

/** Several windows, narrower names, limits that move, units kept free, and what is left. */
export const windowCases: readonly ConformanceCase[] = [
  {
    title: 'takes all windows or none',
    run: async (trial) => {
      const [second, minute] = [trial.window(5), trial.window(1, { name: 'minute', periodMs: 60_000 })];
      await trial.permit([second, minute]);
      assert.equal((await trial.deferred([second, minute])).window, 'minute');
      assert.equal(await trial.used(second), 1);
    },
  },
  {
    title: 'names the window that stays full longest',
    run: async (trial) => {
      const windows = [trial.window(1), trial.window(1, { name: 'minute', periodMs: 60_000 })];
      await (await trial.permit(windows)).settle();
      const { window, retryInMs } = await trial.deferred(windows);
      assert.equal(window, 'minute');
      assert.ok(retryInMs > PERIOD_MS && retryInMs <= 60_000, `retryInMs ${retryInMs}`);
    },
  },
  {
    title: 'counts keys apart',
    run: async (trial) => {
      await trial.permit([trial.window(1)]);
      await trial.permit([trial.window(1)], { key: `${trial.key}-other` });
    },
  },
  {
    title: 'counts a window with a subkey apart from the same window with another or none',
    run: async (trial) => {
      const of = (subkey: string) => trial.window(1, { name: 'account', subkey });
      const shared = trial.window(3);
      await trial.permit([shared, of('a')]);
      assert.equal((await trial.deferred([shared, of('a')])).window, 'account');
      await trial.permit([shared, of('b')]);
      await trial.permit([shared, trial.window(1, { name: 'account' })]);
      assert.equal((await trial.deferred([shared, of('c')])).window, 'second');
    },
  },
  {
    title: 'obeys the limit of the call when it differs from the calls before',
    run: async (trial) => {
      for (let i = 0; i < 3; i += 1) await trial.permit([trial.window(3)]);
      await trial.deferred([trial.window(2)]);
      await trial.permit([trial.window(4)]);
      const [usage] = await trial.limiter.usage(trial.key, [trial.window(2)]);
      assert.deepEqual([usage?.used, usage?.remaining], [4, 0]);
    },
  },
  {
    title: 'waits for enough slots to come back after the limit was lowered',
    run: async (trial) => {
      const wide = [trial.window(3)];
      const permits = [await trial.permit(wide), await trial.permit(wide), await trial.permit(wide)];
      for (const permit of permits) {
        await permit.settle();
        await trial.advance(60);
      }
      const from = trial.now();
      const { outcome } = await trial.wait([trial.window(1)], PERIOD_MS * 4);
      assert.equal(outcome.kind, 'permit');
      assert.ok(trial.now() - from >= PERIOD_MS - 100, `free after ${trial.now() - from} ms`);
    },
  },
  {
    title: 'leaves the reserved units to those who reserve less',
    run: async (trial) => {
      const low = [trial.window(3, { reserve: 2 })];
      await trial.permit(low);
      await trial.deferred(low);
      await trial.permit([trial.window(3)]);
      await trial.permit([trial.window(3)]);
      await trial.deferred([trial.window(3)]);
    },
  },
  {
    title: 'tells what is used, what is left and when all is free again',
    run: async (trial) => {
      const windows = [trial.window(3, { reserve: 1 }), trial.window(9, { name: 'unused' })];
      await (await trial.permit(windows.slice(0, 1))).settle();
      const [second, unused] = await trial.limiter.usage(trial.key, windows);
      assert.deepEqual(
        { ...second, resetAtMs: 0 },
        { name: 'second', limit: 3, used: 1, remaining: 1, resetAtMs: 0 },
      );
      const resetInMs = (second?.resetAtMs ?? 0) - trial.now();
      assert.ok(resetInMs > 0 && resetInMs <= PERIOD_MS + 1, `reset in ${resetInMs} ms`);
      assert.deepEqual(unused, { name: 'unused', limit: 9, used: 0, remaining: 9, resetAtMs: null });
    },
  },
  {
    title: 'holds answered slots shorter by most of the least round trip, once it is known well enough',
    run: async (trial) => {
      const window = trial.window(20, { periodMs: 10_000 });
      for (let i = 0; i < 11; i += 1) {
        const { mostMs } = await trial.holdOfAnswered(window);
        assert.ok(mostMs > 9_990, 'nothing is given back for eleven samples');
      }
      const { leastMs, mostMs } = await trial.holdOfAnswered(window);
      assert.ok(leastMs < 9_970 && mostMs > 9_940, `held for ${leastMs} to ${mostMs} ms`);
    },
  },
  {
    title: 'throws on what the caller got wrong',
    run: async (trial) => {
      const invalid = { name: 'RateLimiterError', code: 'INVALID_REQUEST' };
      await assert.rejects(trial.acquire([trial.window(2)], { cost: 3 }), invalid);
      await assert.rejects(trial.acquire([]), invalid);
      await assert.rejects(trial.acquire([trial.window(1)], { key: '' }), invalid);
    },
  },
];
