import {
  isSyncStep,
  sumCounts,
  type CanvasWithSteps,
  type StepCounts,
  type StepMetrics,
} from '@audience-sync/domain';

import { type Loaders } from '../graphql/loaders.ts';

/** The counters of the sync steps of a canvas, added up. */
export async function totalsOf(
  canvas: CanvasWithSteps,
  { metrics }: Pick<Loaders, 'metrics'>,
): Promise<StepCounts> {
  const all = await Promise.all(canvas.steps.filter(isSyncStep).map((step) => metrics.load(step.id)));
  return sumCounts(all.filter((one): one is StepMetrics => one !== null));
}
