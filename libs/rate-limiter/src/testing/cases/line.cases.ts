import assert from 'node:assert/strict';

import { type Permit } from '../../rate-limiter.ts';
import { PERIOD_MS, type Trial } from '../conformance-harness.ts';
import { type ConformanceCase } from './conformance-case.ts';

const waitFor = (trial: Trial, maxWaitMs: number, signal?: AbortSignal) =>
  trial.limiter.waitFor({ key: trial.key, windows: [trial.window(1)], maxWaitMs, ...(signal && { signal }) });

/** Waiting: in turn, in time, cancellable. */
export const lineCases: readonly ConformanceCase[] = [
  {
    title: 'serves those who wait in the order they came',
    run: async (trial) => {
      const holder = await trial.permit([trial.window(1)]);
      const served: number[] = [];
      const waiting = [0, 1, 2].map(async (number) => {
        const permit = await waitFor(trial, 60_000);
        served.push(number);
        await (permit as Permit).release();
      });
      await holder.release();
      while (served.length < 3) await trial.advance(5);
      await Promise.all(waiting);
      assert.deepEqual(served, [0, 1, 2]);
    },
  },
  {
    title: 'lets those who wait for different parties take turns',
    run: async (trial) => {
      const holder = await trial.permit([trial.window(1)]);
      const served: string[] = [];
      const waiting = ['a1', 'a2', 'a3', 'b1'].map(async (name) => {
        const wish = { key: trial.key, windows: [trial.window(1)], maxWaitMs: 60_000 };
        const permit = await trial.limiter.waitFor({ ...wish, fairBy: name.slice(0, 1) });
        served.push(name);
        await (permit as Permit).release();
      });
      await holder.release();
      while (served.length < 4) await trial.advance(5);
      await Promise.all(waiting);
      assert.deepEqual(served, ['a1', 'b1', 'a2', 'a3']);
    },
  },
  {
    title: 'does not let those who wait for a full window hold up others',
    run: async (trial) => {
      const minute = trial.window(1, { name: 'minute', periodMs: 60_000 });
      await trial.permit([minute]);
      const held = assert.rejects(
        trial.limiter.waitFor({ key: trial.key, windows: [minute, trial.window(1)], maxWaitMs: 120_000 }),
        { code: 'CLOSED' },
      );
      assert.equal((await waitFor(trial, 1_000)).kind, 'permit');
      await trial.limiter.close();
      await held;
    },
  },
  {
    title: 'wakes the one who waits when a slot is given back',
    run: async (trial) => {
      const holder = await trial.permit([trial.window(1, { periodMs: 60_000 })]);
      const windows = [trial.window(1, { periodMs: 60_000 })];
      const waiting = trial.limiter.waitFor({ key: trial.key, windows, maxWaitMs: 120_000 });
      await trial.advance(20);
      await holder.release();
      assert.equal((await waiting).kind, 'permit');
    },
  },
  {
    title: 'defers at once when the wait would be longer than wanted',
    run: async (trial) => {
      await (await trial.permit([trial.window(1)])).settle();
      const from = trial.now();
      const outcome = await waitFor(trial, PERIOD_MS / 4);
      assert.equal(outcome.kind, 'deferred');
      assert.ok(trial.now() - from < PERIOD_MS / 4);
    },
  },
  {
    title: 'tries once when nothing may be waited for',
    run: async (trial) => {
      assert.equal((await waitFor(trial, 0)).kind, 'permit');
      assert.equal((await waitFor(trial, 0)).kind, 'deferred');
    },
  },
  {
    title: 'lets a waiter leave the line with the reason of its signal, and serves the next',
    run: async (trial) => {
      const holder = await trial.permit([trial.window(1)]);
      const controller = new AbortController();
      const leaving = waitFor(trial, 60_000, controller.signal);
      const staying = waitFor(trial, 60_000);
      controller.abort(new Error('changed my mind'));
      await assert.rejects(leaving, /changed my mind/);
      await holder.release();
      assert.equal((await staying).kind, 'permit');
    },
  },
  {
    title: 'rejects those who wait, and later calls, once it is closed',
    run: async (trial) => {
      const holder = await trial.permit([trial.window(1)]);
      const waiting = assert.rejects(waitFor(trial, 60_000), { code: 'CLOSED' });
      await trial.limiter.close();
      await waiting;
      await assert.rejects(trial.acquire([trial.window(1)]), { code: 'CLOSED' });
      await holder.settle();
    },
  },
];
