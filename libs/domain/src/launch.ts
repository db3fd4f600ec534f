import { type AdAccount } from './ad-account.ts';
import { type Audience } from './audience.ts';
import { type CanvasWithSteps } from './canvas.ts';
import { type Connection } from './connection.ts';
import { HOLD_REASONS } from './hold-reasons.ts';
import { adAccountProblems, connectionProblems, PREFLIGHT_PROBLEM_CODES } from './preflight.ts';
import { type AudienceSyncStep, isSyncStep } from './step.ts';

export const LAUNCH_PROBLEM_CODES = [
  'NO_STEPS',
  'CONNECTION_MISSING',
  'AD_ACCOUNT_MISSING',
  'AD_ACCOUNT_NOT_SELECTED',
  ...PREFLIGHT_PROBLEM_CODES,
  'AUDIENCE_MISSING',
  'AUDIENCE_DELETED',
  'AUDIENCE_ARCHIVED',
  'AUDIENCE_ELSEWHERE',
  'AUDIENCE_NOT_WRITABLE',
  'AUDIENCE_REFUSED',
  'AD_ACCOUNT_REFUSES',
  'MATCH_FIELDS_MISSING',
] as const;
export type LaunchProblemCode = (typeof LAUNCH_PROBLEM_CODES)[number];

/** Why a canvas cannot be launched. */
export interface LaunchProblem {
  readonly code: LaunchProblemCode;
  /** Null when the whole canvas is meant. */
  readonly stepId: string | null;
  /** One sentence for a marketer. */
  readonly message: string;
}

/** What the steps of the canvas point at. What is not in it does not exist. */
export interface LaunchContext {
  readonly connections: readonly Connection[];
  readonly adAccounts: readonly AdAccount[];
  readonly audiences: readonly Audience[];
  /** Why deliveries to an audience wait for a person, by the audience's id: `AUDIENCE_REFUSED`, `PERMISSION_MISSING`. */
  readonly holds?: ReadonlyMap<string, string>;
}

/** Everything that stands against launching, at once; empty when nothing does. */
export function checkLaunch(canvas: CanvasWithSteps, context: LaunchContext): readonly LaunchProblem[] {
  const steps = canvas.steps.filter(isSyncStep);
  if (steps.length === 0) return [{ code: 'NO_STEPS', stepId: null, message: MESSAGES.NO_STEPS }];
  return steps.flatMap((step) => checkStep(step, context));
}

/** What keeps one step from syncing. */
export function checkStep(step: AudienceSyncStep, context: LaunchContext): readonly LaunchProblem[] {
  return [
    ...targetProblems(step, context),
    ...audienceProblems(step, context),
    ...(step.matchFields.length === 0 ? (['MATCH_FIELDS_MISSING'] as const) : []),
  ].map((code) => ({ code, stepId: step.id, message: `Step "${step.name}": ${MESSAGES[code]}` }));
}

/** What a problem means and what to do about it: one sentence or two for a marketer. */
export function launchProblemWords(code: LaunchProblemCode): string {
  return MESSAGES[code];
}

function targetProblems(step: AudienceSyncStep, context: LaunchContext): LaunchProblemCode[] {
  const connection = context.connections.find((one) => one.id === step.connectionId);
  const adAccount = context.adAccounts.find(
    (one) => one.id === step.adAccountId && one.connectionId === step.connectionId,
  );
  return [
    ...(connection ? connectionProblems(connection) : (['CONNECTION_MISSING'] as const)),
    ...(adAccount ? accountProblems(adAccount) : (['AD_ACCOUNT_MISSING'] as const)),
  ];
}

function accountProblems(adAccount: AdAccount): LaunchProblemCode[] {
  const off = adAccount.selected ? [] : (['AD_ACCOUNT_NOT_SELECTED'] as const);
  return [...off, ...adAccountProblems(adAccount)];
}

function audienceProblems(step: AudienceSyncStep, context: LaunchContext): LaunchProblemCode[] {
  const audience = context.audiences.find((one) => one.id === step.audienceId);
  if (!audience) return ['AUDIENCE_MISSING'];
  if (audience.status === 'DELETED') return ['AUDIENCE_DELETED'];
  if (audience.status === 'ARCHIVED') return ['AUDIENCE_ARCHIVED'];
  if (audience.adAccountId !== step.adAccountId) return ['AUDIENCE_ELSEWHERE'];
  if (audience.kind === 'ACTALIKE') return ['AUDIENCE_NOT_WRITABLE'];
  return holdProblems(context.holds?.get(audience.id));
}

function holdProblems(reason: string | undefined): LaunchProblemCode[] {
  if (reason === HOLD_REASONS.audienceRefused) return ['AUDIENCE_REFUSED'];
  return reason === HOLD_REASONS.permission ? ['AD_ACCOUNT_REFUSES'] : [];
}

const MESSAGES: Record<LaunchProblemCode, string> = {
  NO_STEPS: 'The canvas has no audience sync step.',
  CONNECTION_MISSING: 'Choose a Pinterest connection.',
  CONNECTION_INVALID: 'Pinterest no longer accepts this connection. Connect Pinterest again.',
  SCOPE_MISSING:
    'The connection lacks a permission. Connect Pinterest again and grant all that is asked for.',
  AD_ACCOUNT_GONE:
    'Pinterest no longer lists this ad account for the connected user. Ask its owner for access, or choose another one.',
  AD_ACCOUNT_MISSING: 'Choose an ad account of this connection.',
  AD_ACCOUNT_NOT_SELECTED: 'The ad account is not selected for syncing. Select it on the connection page.',
  ROLE_INSUFFICIENT: 'Your role in the ad account may not manage audiences. Ask its owner for a higher one.',
  TERMS_NOT_ACCEPTED: "Pinterest's terms are not accepted for this ad account. Accept them in Ads Manager.",
  AUDIENCE_MISSING: 'Choose an audience, or name a new one.',
  AUDIENCE_DELETED:
    'The audience was deleted at Pinterest. Choose another one for users who enter from now on; those who wait need this one again.',
  AUDIENCE_ARCHIVED: 'The audience is archived. Choose another one.',
  AUDIENCE_ELSEWHERE: 'The audience belongs to another ad account.',
  AUDIENCE_NOT_WRITABLE: 'Users cannot be written to an Actalike audience. Choose the audience it resembles.',
  AUDIENCE_REFUSED: 'Pinterest refused to create the audience. Give it another name, or choose another one.',
  AD_ACCOUNT_REFUSES:
    'Pinterest refused writes to the ad account. Check your role in it, then connect Pinterest again.',
  MATCH_FIELDS_MISSING: 'Choose at least one field to match users by.',
};
