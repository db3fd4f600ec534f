import { type AudienceSyncStep, type ExternalStep, isSyncStep, type Step } from './step.ts';

/** Where a user goes who enters a step. */
export interface Chain {
  /** The entered step and every audience sync step that follows without another between: all are entered at once. */
  readonly syncSteps: readonly AudienceSyncStep[];
  /** The external step that comes next; null when there is none. */
  readonly handoffTo: ExternalStep | null;
  /** The last sync step, when nothing follows it: there the user leaves the canvas. */
  readonly exitsAt: Step | null;
}

/**
 * The steps that a user reaches who enters `stepId`. Throws an Error when that is no audience sync step of `steps`
 * (which may come in any order): check it before.
 */
export function stepsReachedFrom(steps: readonly Step[], stepId: string): Chain {
  const ordered = steps.toSorted((a, b) => a.position - b.position);
  const rest = ordered.slice(ordered.findIndex((step) => step.id === stepId));
  const stop = rest.findIndex((step) => !isSyncStep(step));
  const syncSteps = (stop < 0 ? rest : rest.slice(0, stop)).filter(isSyncStep);
  if (syncSteps[0]?.id !== stepId) throw new Error(`${stepId} is not an audience sync step of this canvas`);
  const last = rest[stop];
  const external = last && !isSyncStep(last) ? last : null;
  return {
    syncSteps,
    handoffTo: external,
    exitsAt: stop < 0 ? (syncSteps.at(-1) ?? null) : null,
  };
}
