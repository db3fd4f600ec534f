import { type MatchField, type Operation } from '@audience-sync/domain';
import { Field, ID, InputType, Int } from '@nestjs/graphql';

import { MatchFieldEnum, OperationEnum } from '../graphql/enums.ts';

const QUEUE =
  'The queue that its users are put into, for a consumer beside us: 1 to 50 lower-case letters, digits and dashes. Null: they are fetched with `handoffs`.';

@InputType({ isAbstract: true })
abstract class CanvasEdit {
  @Field(() => ID, { description: 'The canvas to change.' })
  canvasId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version of the canvas that the change is based on. When given, a newer canvas is not changed.',
  })
  expectedVersion?: number | null;
}

@InputType({ description: 'A new audience sync step. What is left open can be chosen later, before launch.' })
export class AddAudienceSyncStepInput extends CanvasEdit {
  @Field(() => String, { description: 'Its name, 1 to 100 characters.' })
  name!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Where to put it: 0 for the first place. At the end when left out.',
  })
  position?: number | null;

  @Field(() => ID, { nullable: true, description: 'Its ad account, which says the connection too.' })
  adAccountId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Its audience, which says ad account and connection too.' })
  audienceId?: string | null;

  @Field(() => OperationEnum, { description: 'What it does with its users.' })
  operation!: Operation;

  @Field(() => [MatchFieldEnum], { description: 'What Pinterest matches its users by.' })
  matchFields!: MatchField[];
}

@InputType({ description: 'A new external step.' })
export class AddExternalStepInput extends CanvasEdit {
  @Field(() => String, { description: 'Its name, 1 to 100 characters.' })
  name!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Where to put it: 0 for the first place. At the end when left out.',
  })
  position?: number | null;

  @Field(() => String, { nullable: true, description: QUEUE })
  queue?: string | null;
}

@InputType({
  description: 'Changes of an audience sync step. What is left out stays; null takes the choice back.',
})
export class UpdateAudienceSyncStepInput extends CanvasEdit {
  @Field(() => ID, { description: 'The step to change.' })
  stepId!: string;

  @Field(() => String, { nullable: true, description: 'A new name.' })
  name?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Another ad account; takes the audience back unless one is given too.',
  })
  adAccountId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Another audience, which says ad account and connection too.',
  })
  audienceId?: string | null;

  @Field(() => OperationEnum, {
    nullable: true,
    description: 'Another operation. Not while the canvas is active.',
  })
  operation?: Operation | null;

  @Field(() => [MatchFieldEnum], { nullable: true, description: 'Other match fields.' })
  matchFields?: MatchField[] | null;
}

@InputType({ description: 'Changes of an external step. What is left out stays.' })
export class UpdateExternalStepInput extends CanvasEdit {
  @Field(() => ID, { description: 'The step to change.' })
  stepId!: string;

  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: `${QUEUE} Not while the canvas is active.` })
  queue?: string | null;
}

@InputType({ description: 'Which step to remove.' })
export class RemoveStepInput extends CanvasEdit {
  @Field(() => ID, { description: 'The step to remove.' })
  stepId!: string;
}

@InputType({ description: 'A new order of the steps of a canvas.' })
export class ReorderStepsInput extends CanvasEdit {
  @Field(() => [ID], { description: 'Every step of the canvas, in the new order.' })
  stepIds!: string[];
}
