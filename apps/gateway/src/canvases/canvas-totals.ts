import { isSyncStep, type CanvasWithSteps } from '@audience-sync/domain';

import { totalsOfSteps } from '../analytics/totals.ts';
import { type DetailedCounts } from '../analytics/step-metrics.object.ts';
import { type Loaders } from '../graphql/loaders.ts';

/** The counters of the sync steps of a canvas, added up. */
export function totalsOf(
  canvas: CanvasWithSteps,
  loaders: Pick<Loaders, 'metrics' | 'metricDetails'>,
  detailed = false,
): Promise<DetailedCounts> {
  return totalsOfSteps(
    canvas.steps.filter(isSyncStep).map(({ id }) => id),
    loaders,
    detailed,
  );
}
