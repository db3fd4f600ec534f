/** What a step does with its users in the audience. */
export const OPERATIONS = ['ADD', 'REMOVE'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What Pinterest matches a user by: e-mail address, Apple's advertising id, Android's advertising id. */
export const MATCH_FIELDS = ['EMAIL', 'IDFA', 'MAID'] as const;
export type MatchField = (typeof MATCH_FIELDS)[number];

export const STEP_KINDS = ['AUDIENCE_SYNC', 'EXTERNAL'] as const;
export type StepKind = (typeof STEP_KINDS)[number];

interface StepBase {
  readonly id: string;
  readonly canvasId: string;
  readonly workspaceId: string;
  /** 0 for the first step of the canvas; without gaps. */
  readonly position: number;
  readonly name: string;
}

/** Puts users into, or takes them out of, one audience. What is null has not been chosen yet. */
export interface AudienceSyncStep extends StepBase {
  readonly kind: 'AUDIENCE_SYNC';
  readonly connectionId: string | null;
  readonly adAccountId: string | null;
  readonly audienceId: string | null;
  readonly operation: Operation;
  readonly matchFields: readonly MatchField[];
}

/** A step of another team: users leave us there. */
export interface ExternalStep extends StepBase {
  readonly kind: 'EXTERNAL';
  /** The Bull queue that its users are put into; null: whoever runs the step fetches them over GraphQL. */
  readonly queue: string | null;
}

export type Step = AudienceSyncStep | ExternalStep;

export function isSyncStep(step: Step): step is AudienceSyncStep {
  return step.kind === 'AUDIENCE_SYNC';
}
