// Real: the scheduler, whole. Mocked: time, chance, the network, the other side, and death.
// SEED=n shows one long history again, SHORT_SEED=n a short one, LATE_SEED=n one of late answers; SEEDS=n, SHORT_SEEDS=n and
// LATE_SEEDS=n say how many there are.
import { simulate, type SimulationOptions, type SimulationReport } from './simulate.ts';

const { SEED, SHORT_SEED, LATE_SEED, SEEDS = '60', SHORT_SEEDS = '2000', LATE_SEEDS = '400' } = process.env;
const isOneAskedFor = [SEED, SHORT_SEED, LATE_SEED].some(Boolean);

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

/** Windows so short, and so many requests that are carried out unanswered and late, that users are given up beside them. */
const LATE: Omit<SimulationOptions, 'seed'> = {
  ...SHORT,
  loadMs: 60_000,
  faults: { late: 0.4, busy: 0.2 },
  options: { ...SHORT.options, retryWindowMs: 20_000, backoffMaxMs: 10_000 },
};

const seedsOf = (only: string | undefined, count: string): readonly number[] =>
  only ? [Number(only)] : Array.from({ length: Number(count) }, (_, i) => i + 1);

describe.each([
  ['long', 'SEED', SEED, SEEDS, {}],
  ['short', 'SHORT_SEED', SHORT_SEED, SHORT_SEEDS, SHORT],
  ['late', 'LATE_SEED', LATE_SEED, LATE_SEEDS, LATE],
] as const)('%s histories from seeds, each with faults of its own', (_, variable, only, count, options) => {
  const seeds = seedsOf(only, isOneAskedFor ? '0' : count);

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
