import { appendCases } from './append-cases.ts';
import { attemptCases } from './attempt-cases.ts';
import { claimCases } from './claim-cases.ts';
import { holdCases } from './hold-cases.ts';
import { ledgerCases } from './ledger-cases.ts';
import { type MakeStore } from './store-world.ts';
import { redriveCases } from './redrive-cases.ts';
import { windowCases } from './window-cases.ts';

/** One promise of a store. It throws when the store breaks it. */
export interface ConformanceCase {
  readonly name: string;
  /** Throws when the store breaks the promise. */
  run(makeStore: MakeStore): Promise<void>;
}

/** What Jest, Vitest and Mocha offer as globals. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => Promise<void>) => void;
}

/** Every promise that a {@link BatchStore} makes, as cases for any test runner. */
export const batchStoreCases: readonly ConformanceCase[] = [
  ...appendCases,
  ...windowCases,
  ...claimCases,
  ...attemptCases,
  ...holdCases,
  ...redriveCases,
  ...ledgerCases,
];

/** Registers the suite for a store. `makeStore` makes an empty one each time it is called. */
export function batchStoreConformance(
  name: string,
  makeStore: MakeStore,
  { describe, it }: TestRunner = runnerOfGlobals(),
): void {
  describe(`${name} keeps the promises of a batch store`, () => {
    for (const promise of batchStoreCases) it(promise.name, () => promise.run(makeStore));
  });
}

/** Their types are the runner's own affair: this file is published without any. */
function runnerOfGlobals(): TestRunner {
  const globals: object = globalThis;
  return globals as TestRunner;
}
