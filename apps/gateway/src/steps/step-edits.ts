import { isQueueName, type AudienceSyncStep } from '@audience-sync/domain';

import { CanvasNotEditableError } from '../canvases/canvas.errors.ts';
import { type CanvasObject } from '../canvases/canvas.object.ts';
import { AddStepPayload } from '../canvases/canvas.results.ts';
import { type CanvasEdit, type EditQuestion } from '../canvases/canvases.service.ts';
import {
  InputProblem,
  InvalidInputError,
  NotFoundError,
  type InputPath,
} from '../graphql/user-error.object.ts';
import { toStepObject } from './step.object.ts';
import { type Target, type TargetChoice } from './step-targets.ts';

/** The target alone: a step's other fields must not be carried along. */
export function pickTarget({ connectionId, adAccountId, audienceId }: Target): Target {
  return { connectionId, adAccountId, audienceId };
}

/** What of a change an active canvas does not allow: its users must always have somewhere to go. */
export function lockedPart(
  before: AudienceSyncStep,
  after: AudienceSyncStep,
): CanvasNotEditableError | InvalidInputError | null {
  if (before.operation !== after.operation)
    return new CanvasNotEditableError(
      'ACTIVE',
      'The operation cannot change while the canvas is active. Stop it first.',
    );
  if (after.audienceId === null)
    return invalid(['input', 'audienceId'], 'A step of an active canvas needs an audience.');
  return after.matchFields.length === 0
    ? invalid(['input', 'matchFields'], 'A step of an active canvas needs a match field.')
    : null;
}

/** The name of an external step's queue, or what is wrong with it. */
export function readQueue(raw: string | null | undefined): string | null | InvalidInputError {
  const queue = raw?.trim() ?? null;
  return queue === null || isQueueName(queue)
    ? queue
    : invalid(
        ['input', 'queue'],
        'A queue is named with 1 to 50 lower-case letters, digits and dashes, a letter first.',
      );
}

export const queueLocked = (): CanvasNotEditableError =>
  new CanvasNotEditableError('ACTIVE', 'The queue cannot change while the canvas is active. Stop it first.');

/** Keeps the shape of an active canvas as it is. */
export function whileClosed(edit: CanvasEdit): CanvasEdit {
  return (canvas) =>
    canvas.status === 'ACTIVE'
      ? new CanvasNotEditableError(
          canvas.status,
          'The steps cannot change while the canvas is active. Stop it first.',
        )
      : edit(canvas);
}

/** What an input chooses: what it leaves out is not there. */
export function choiceOf(input: TargetChoice): TargetChoice {
  const { adAccountId, audienceId } = input;
  return {
    ...(adAccountId === undefined ? {} : { adAccountId }),
    ...(audienceId === undefined ? {} : { audienceId }),
  };
}

export function question(
  input: { canvasId: string; expectedVersion?: number | null },
  action: string,
): EditQuestion {
  return { canvasId: input.canvasId, expectedVersion: input.expectedVersion ?? null, action };
}

export function added(canvas: CanvasObject, stepId: string): AddStepPayload {
  const step = canvas.source.steps.find(({ id }) => id === stepId);
  if (!step) throw new Error(`step ${stepId} was not stored`);
  return new AddStepPayload(canvas, toStepObject(step));
}

export const stepNotFound = (): NotFoundError => new NotFoundError('The step', ['input', 'stepId']);
export const invalid = (path: InputPath, message: string): InvalidInputError =>
  new InvalidInputError([new InputProblem(path, message)]);
