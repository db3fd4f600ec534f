import { Trial, type LimiterFactory } from './conformance-harness.ts';
import { type ConformanceCase } from './cases/conformance-case.ts';
import { lineCases } from './cases/line.cases.ts';
import { penaltyCases } from './cases/penalty.cases.ts';
import { slotCases } from './cases/slot.cases.ts';
import { windowCases } from './cases/window.cases.ts';

interface TestGlobals {
  readonly describe: (name: string, define: () => void) => void;
  readonly it: (name: string, run: () => Promise<void>) => void;
}

const cases: readonly ConformanceCase[] = [...slotCases, ...windowCases, ...penaltyCases, ...lineCases];

/**
 * Defines the tests that every limiter must pass, with the `describe` and `it` of the test runner at hand (Jest, Vitest
 * with globals, Mocha). The factory is called once a test; each test uses a key of its own.
 *
 * @example
 * rateLimiterConformance('my limiter', async () => ({ limiter: new MyLimiter(), now: Date.now, advance: sleep }));
 */
export function rateLimiterConformance(name: string, factory: LimiterFactory): void {
  const { describe, it } = globalThis as unknown as TestGlobals;
  describe(`${name} keeps the contract of a rate limiter`, () => {
    for (const { title, run } of cases)
      it(title, async () => {
        const subject = await factory();
        try {
          await run(new Trial(subject));
        } finally {
          await subject.limiter.close();
          await subject.dispose?.();
        }
      });
  });
}
