import { sumBreakdowns, sumCounts } from '@audience-sync/domain';

import { type Loaders } from '../graphql/loaders.ts';
import { type DetailedCounts } from './step-metrics.object.ts';

/** The counters of steps, added up; with the reasons behind them when `detailed`. */
export async function totalsOfSteps(
  stepIds: readonly string[],
  loaders: Pick<Loaders, 'metrics' | 'metricDetails'>,
  detailed: boolean,
): Promise<DetailedCounts> {
  if (!detailed) return sumCounts(await loadAll(stepIds, loaders.metrics));
  const all = await loadAll(stepIds, loaders.metricDetails);
  return { ...sumCounts(all), breakdown: sumBreakdowns(all.map(({ breakdown }) => breakdown)) };
}

async function loadAll<T>(
  ids: readonly string[],
  loader: { load(id: string): Promise<T | null> },
): Promise<readonly T[]> {
  return (await Promise.all(ids.map((id) => loader.load(id)))).filter((one) => one !== null);
}
