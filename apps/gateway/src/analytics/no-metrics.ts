import { sumCounts, type Step, type StepMetrics } from '@audience-sync/domain';

/** The metrics of a step that nobody has entered yet. */
export function noMetrics(step: Pick<Step, 'id' | 'workspaceId'>): StepMetrics {
  return { ...sumCounts([]), stepId: step.id, workspaceId: step.workspaceId, updatedAt: new Date(0) };
}
