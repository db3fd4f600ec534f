// Real: the scheduler, whole. Mocked: time, chance, the network, the other side, and death. SEED=n shows one history again.
import { simulate, type SimulationReport } from './simulate.ts';

const { SEED, SEEDS = '100' } = process.env;
const seeds = SEED ? [Number(SEED)] : Array.from({ length: Number(SEEDS) }, (_, i) => i + 1);

test(`${seeds.length} histories from seeds, each with faults of its own, break no promise`, async () => {
  const reports: SimulationReport[] = [];
  for (const seed of seeds) reports.push(await simulate({ seed }));
  const sum = (field: keyof SimulationReport) => reports.reduce((n, report) => n + report[field], 0);
  expect(sum('synced') + sum('errored')).toBe(sum('entered'));
  if (SEED) console.log(reports);
  else expect([sum('refused') > 0, sum('errored') > sum('refused')]).toEqual([true, true]); // the faults did happen
}, 3_600_000);
