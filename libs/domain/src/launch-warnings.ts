import { MIN_MATCHED_USERS } from './audience-reach.ts';
import { type Audience } from './audience.ts';
import { type CanvasWithSteps } from './canvas.ts';
import { type DryRunReport } from './dry-run.ts';
import { type AudienceSyncStep, isSyncStep } from './step.ts';

export const LAUNCH_WARNING_CODES = ['TOO_FEW_USERS', 'AUDIENCE_TOO_SMALL', 'NOTHING_ADDED'] as const;
export type LaunchWarningCode = (typeof LAUNCH_WARNING_CODES)[number];

/** Something that does not stand against a launch, and that its marketer should know. */
export interface LaunchWarning {
  readonly code: LaunchWarningCode;
  readonly stepId: string;
  /** One sentence for a marketer. */
  readonly message: string;
}

export interface ReachContext {
  readonly audiences: readonly Audience[];
  /** The latest dry run of each step that had one. */
  readonly dryRuns: ReadonlyMap<string, DryRunReport>;
  /** Audiences that some step, of whichever canvas, adds users to. */
  readonly fedAudienceIds: ReadonlySet<string>;
}

/** Where too few users would ever match: an audience under about 100 is no use to any ad. */
export function checkReach(canvas: CanvasWithSteps, context: ReachContext): readonly LaunchWarning[] {
  return canvas.steps.filter(isSyncStep).flatMap((step) => {
    const audience = context.audiences.find(({ id }) => id === step.audienceId);
    const code = warningOf(step, audience, context);
    return code === null
      ? []
      : [{ code, stepId: step.id, message: `Step "${step.name}": ${MESSAGES[code]}` }];
  });
}

function warningOf(
  step: AudienceSyncStep,
  audience: Audience | undefined,
  { dryRuns, fedAudienceIds }: ReachContext,
): LaunchWarningCode | null {
  if (step.operation === 'REMOVE')
    return audience?.status === 'DRAFT' && !fedAudienceIds.has(audience.id) ? 'NOTHING_ADDED' : null;
  const tried = dryRuns.get(step.id);
  const known = audience?.size ?? 0;
  if (tried && tried.usable - tried.duplicateUsers + known < MIN_MATCHED_USERS) return 'TOO_FEW_USERS';
  return audience?.pinterestStatus === 'TOO_SMALL' ? 'AUDIENCE_TOO_SMALL' : null;
}

const MESSAGES: Record<LaunchWarningCode, string> = {
  TOO_FEW_USERS: `The last dry run found too few users: Pinterest uses and shows an audience from about ${MIN_MATCHED_USERS} matched ones.`,
  AUDIENCE_TOO_SMALL: `Pinterest calls this audience too small: no ad can use it before about ${MIN_MATCHED_USERS} users match.`,
  NOTHING_ADDED:
    'It takes users out of a draft that no step puts any into, so the audience will never exist.',
};
