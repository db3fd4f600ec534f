import {
  type CanvasStatus,
  type CanvasWithSteps,
  type LaunchProblem,
  type LaunchProblemCode,
  type LaunchWarning,
  type LaunchWarningCode,
} from '@audience-sync/domain';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CanvasStatusEnum, LaunchProblemCodeEnum, LaunchWarningCodeEnum } from '../graphql/enums.ts';
import { listCost } from '../graphql/limits/cost.ts';
import { pageOf } from '../graphql/page.object.ts';
import { StepObject, toStepObject } from '../steps/step.object.ts';

@Requires('VIEWER')
@ObjectType('Canvas', { description: 'A journey: steps in order, which users go through.' })
export class CanvasObject {
  constructor(readonly source: CanvasWithSteps) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => String, { description: 'Its name.' })
  get name(): string {
    return this.source.name;
  }

  @Field(() => CanvasStatusEnum, { description: 'Whether users can enter.' })
  get status(): CanvasStatus {
    return this.source.status;
  }

  @Field(() => Int, {
    description: 'Goes up with every change; edits may name it, so as not to overwrite others.',
  })
  get version(): number {
    return this.source.version;
  }

  @Field(() => [StepObject], { complexity: listCost(5), description: 'Its steps, in order.' })
  get steps(): readonly StepObject[] {
    return this.source.steps.map(toStepObject);
  }

  @Field(() => Date, { description: 'When it was created.' })
  get createdAt(): Date {
    return this.source.createdAt;
  }

  @Field(() => Date, { description: 'When it last changed.' })
  get updatedAt(): Date {
    return this.source.updatedAt;
  }

  @Field(() => Date, { nullable: true, description: 'When it was last launched.' })
  get launchedAt(): Date | null {
    return this.source.launchedAt;
  }
}

@ObjectType('CanvasConnection', { description: 'A page of canvases.' })
export class CanvasPage extends pageOf(CanvasObject, 'Canvas', 'canvases') {}

@Requires('VIEWER')
@ObjectType('LaunchProblem', { description: 'Something that stands against launching a canvas.' })
export class LaunchProblemObject {
  constructor(private readonly source: LaunchProblem) {}

  @Field(() => LaunchProblemCodeEnum, { description: 'What it is, for programs.' })
  get code(): LaunchProblemCode {
    return this.source.code;
  }

  @Field(() => String, { description: 'What it is and what to do, for people.' })
  get message(): string {
    return this.source.message;
  }

  @Field(() => ID, {
    nullable: true,
    description: 'The step that it is about; null when it is about the canvas.',
  })
  get stepId(): string | null {
    return this.source.stepId;
  }
}

@Requires('VIEWER')
@ObjectType('LaunchWarning', { description: 'Something a marketer should know before launching a canvas.' })
export class LaunchWarningObject {
  constructor(private readonly source: LaunchWarning) {}

  @Field(() => LaunchWarningCodeEnum, { description: 'What it is, for programs.' })
  get code(): LaunchWarningCode {
    return this.source.code;
  }

  @Field(() => String, { description: 'What it is, for people.' })
  get message(): string {
    return this.source.message;
  }

  @Field(() => ID, { description: 'The step that it is about.' })
  get stepId(): string {
    return this.source.stepId;
  }
}
