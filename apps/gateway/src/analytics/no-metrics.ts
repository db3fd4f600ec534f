import { sumCounts, type DetailedMetrics, type Step } from '@audience-sync/domain';

/** The metrics of a step that nobody has entered yet. */
export function noMetrics(step: Pick<Step, 'id' | 'workspaceId'>): DetailedMetrics {
  const breakdown = { notSynced: [], pending: [], errored: [] };
  return {
    ...sumCounts([]),
    stepId: step.id,
    workspaceId: step.workspaceId,
    updatedAt: new Date(0),
    breakdown,
  };
}
