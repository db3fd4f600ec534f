// Real: the scheduler, whole. Mocked: time, chance, the network, the other side, and death.
// SEED=n shows one long history again, SHORT_SEED=n a short one; SEEDS=n and SHORT_SEEDS=n say how many there are.
import { simulate, type SimulationOptions, type SimulationReport } from './simulate.ts';

const { SEED, SHORT_SEED, SEEDS = '60', SHORT_SEEDS = '2000' } = process.env;

/** The same troubles in less time: nearly every seed meets some of them, and there can be thousands. */
const SHORT: Omit<SimulationOptions, 'seed'> = {
  items: 30,
  loadMs: 20_000,
  troubleMs: 60_000,
  killEveryMs: 8_000,
  options: {
    maxItems: 4,
    maxInFlightPerGroup: 3,
    retryWindowMs: 60_000,
    backoffMaxMs: 20_000,
    leaseMs: 40_000,
  },
};

const seedsOf = (only: string | undefined, count: string): readonly number[] =>
  only ? [Number(only)] : Array.from({ length: Number(count) }, (_, i) => i + 1);

describe.each([
  ['long', 'SEED', SEED, SHORT_SEED ? '0' : SEEDS, {}],
  ['short', 'SHORT_SEED', SHORT_SEED, SEED ? '0' : SHORT_SEEDS, SHORT],
] as const)('%s histories from seeds, each with faults of its own', (_, variable, only, count, options) => {
  const seeds = seedsOf(only, count);

  test(`${seeds.length} of them break no promise`, async () => {
    const reports: SimulationReport[] = [];
    for (const seed of seeds)
      reports.push(await simulate({ ...options, seed, replay: `${variable}=${seed} npx jest simulate` }));
    const sum = (field: keyof SimulationReport) => reports.reduce((n, report) => n + report[field], 0);
    expect(sum('synced') + sum('errored')).toBe(sum('entered'));
    if (only) console.log(reports);
    else if (seeds.length > 0)
      expect([sum('refused') > 0, sum('errored') > sum('refused')]).toEqual([true, true]); // the faults did happen
  }, 3_600_000);
});
