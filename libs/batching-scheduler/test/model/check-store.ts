import fc from 'fast-check';

import { type StoreParts, type TestedStore } from '../../src/testing/index.ts';
import { act, anyAction, GROUPS, heal } from './store-actions.ts';
import { OPTIONS, StoreModel } from './store-model.ts';

/** Any history of steps keeps every promise, at every step and in the end. A failure prints its seed and the shortest history. */
export async function checkStore(
  makeStore: (parts: StoreParts) => Promise<TestedStore>,
  { runs, seed, steps = 60 }: { readonly runs: number; readonly seed?: number; readonly steps?: number },
): Promise<void> {
  const history = fc.array(anyAction, { maxLength: steps, size: 'max' });
  const property = fc.asyncProperty(history, async (actions) => {
    const model = new StoreModel();
    const { clock, ledger } = model;
    model.use(await makeStore({ options: OPTIONS, ledger, clock, random: () => 0.5 }));
    for (const action of actions) {
      await act(model, action);
      await model.check(GROUPS);
    }
    await heal(model);
    await model.check(GROUPS);
    model.checkEnd();
  });
  await fc.assert(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
}
