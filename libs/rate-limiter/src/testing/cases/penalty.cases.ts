import assert from 'node:assert/strict';

import { PERIOD_MS } from '../conformance-harness.ts';
import { type ConformanceCase } from './conformance-case.ts';

/** What a real 429 teaches. */
export const penaltyCases: readonly ConformanceCase[] = [
  {
    title: 'holds the whole key until a penalty ends',
    run: async (trial) => {
      const from = trial.now();
      await trial.limiter.penalize(trial.key, { until: from + 300 });
      const { window, retryInMs } = await trial.deferred([trial.window(5)]);
      assert.equal(window, null);
      assert.ok(retryInMs > 0 && retryInMs <= 300, `retryInMs ${retryInMs}`);
      const { outcome } = await trial.wait([trial.window(5)], PERIOD_MS * 3);
      assert.equal(outcome.kind, 'permit');
      assert.ok(trial.now() - from >= 298, `free after ${trial.now() - from} ms`);
    },
  },
  {
    title: 'holds one window and leaves requests without it alone',
    run: async (trial) => {
      const [second, minute] = [trial.window(5), trial.window(5, { name: 'minute', subkey: 'a' })];
      await trial.limiter.penalize(trial.key, { until: trial.now() + 10_000, window: 'minute' });
      assert.equal((await trial.deferred([second, minute])).window, 'minute');
      await trial.permit([second]);
    },
  },
  {
    title: 'keeps the later end of two penalties',
    run: async (trial) => {
      await trial.limiter.penalize(trial.key, { until: trial.now() + 10_000 });
      await trial.limiter.penalize(trial.key, { until: trial.now() + 100 });
      const { retryInMs } = await trial.deferred([trial.window(5)]);
      assert.ok(retryInMs > 5_000, `retryInMs ${retryInMs}`);
    },
  },
  {
    title: 'ignores a penalty that is over',
    run: async (trial) => {
      await trial.limiter.penalize(trial.key, { until: trial.now() - 1 });
      await trial.permit([trial.window(1)]);
    },
  },
  {
    title: 'shows a penalty as nothing left until its end',
    run: async (trial) => {
      const until = trial.now() + 10_000;
      await trial.limiter.penalize(trial.key, { until, window: 'second' });
      const [second] = await trial.limiter.usage(trial.key, [trial.window(5)]);
      assert.deepEqual([second?.used, second?.remaining], [0, 0]);
      assert.ok(Math.abs((second?.resetAtMs ?? 0) - until) < 100);
    },
  },
  {
    title: 'gives nothing back for the round trip after a refusal',
    run: async (trial) => {
      const window = trial.window(20, { periodMs: 10_000 });
      for (let i = 0; i < 12; i += 1) await trial.holdOfAnswered(window);
      await trial.limiter.penalize(trial.key, { until: trial.now() + 1, window: 'other' });
      const { mostMs } = await trial.holdOfAnswered(window);
      assert.ok(mostMs > 9_990, `held for ${mostMs} ms`);
    },
  },
];
