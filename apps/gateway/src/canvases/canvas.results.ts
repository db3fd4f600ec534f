import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { StepObject } from '../steps/step.object.ts';
import { CanvasNotEditableError, LaunchBlockedError, StaleVersionError } from './canvas.errors.ts';
import { CanvasObject } from './canvas.object.ts';

@InputType({ description: 'A new canvas.' })
export class CreateCanvasInput {
  @Field(() => String, { description: 'Its name, 1 to 100 characters.' })
  name!: string;
}

@InputType({ description: 'A new name for a canvas.' })
export class RenameCanvasInput {
  @Field(() => ID, { description: 'The canvas to rename.' })
  canvasId!: string;

  @Field(() => String, { description: 'Its new name, 1 to 100 characters.' })
  name!: string;

  @Field(() => Int, { nullable: true, description: 'The version that the change is based on.' })
  expectedVersion?: number | null;
}

@Requires('VIEWER')
@ObjectType({ description: 'A new step, and the canvas with it.' })
export class AddStepPayload {
  @Field(() => CanvasObject, { description: 'The canvas as it is now.' })
  readonly canvas: CanvasObject;

  @Field(() => StepObject, { description: 'The new step.' })
  readonly step: StepObject;

  constructor(canvas: CanvasObject, step: StepObject) {
    this.canvas = canvas;
    this.step = step;
  }
}

export const CreateCanvasResult = createUnionType({
  name: 'CreateCanvasResult',
  description: 'What `createCanvas` answers.',
  types: () => [CanvasObject, InvalidInputError] as const,
});

export const AddStepResult = createUnionType({
  name: 'AddStepResult',
  description: 'What adding a step answers.',
  types: () =>
    [AddStepPayload, NotFoundError, InvalidInputError, StaleVersionError, CanvasNotEditableError] as const,
});

export const EditCanvasResult = createUnionType({
  name: 'EditCanvasResult',
  description: 'What a change of a canvas answers: the canvas as it is now, or why it was not changed.',
  types: () =>
    [CanvasObject, NotFoundError, InvalidInputError, StaleVersionError, CanvasNotEditableError] as const,
});

export const LaunchCanvasResult = createUnionType({
  name: 'LaunchCanvasResult',
  description: 'What `launchCanvas` answers.',
  types: () =>
    [CanvasObject, NotFoundError, LaunchBlockedError, StaleVersionError, CanvasNotEditableError] as const,
});

export const StopCanvasResult = createUnionType({
  name: 'StopCanvasResult',
  description: 'What `stopCanvas` answers.',
  types: () => [CanvasObject, NotFoundError, CanvasNotEditableError, StaleVersionError] as const,
});

export const ArchiveCanvasResult = createUnionType({
  name: 'ArchiveCanvasResult',
  description: 'What `archiveCanvas` and `restoreCanvas` answer.',
  types: () => [CanvasObject, NotFoundError, CanvasNotEditableError, StaleVersionError] as const,
});
