import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { AddStepResult, EditCanvasResult } from '../canvases/canvas.results.ts';
import { type EditOutcome } from '../canvases/canvases.service.ts';
import {
  AddAudienceSyncStepInput,
  AddExternalStepInput,
  RemoveStepInput,
  ReorderStepsInput,
  UpdateAudienceSyncStepInput,
  UpdateExternalStepInput,
} from './step.inputs.ts';
import { StepObject, toStepObject } from './step.object.ts';
import { StepsService, type AddOutcome } from './steps.service.ts';

@Resolver(() => StepObject)
export class StepResolver {
  constructor(private readonly service: StepsService) {}

  @Requires('VIEWER')
  @Query(() => StepObject, { nullable: true, description: 'One step, or null.' })
  async step(
    @CurrentCaller() caller: Caller,
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
  ): Promise<StepObject | null> {
    const step = await this.service.find(caller.workspaceId, id);
    return step && toStepObject(step);
  }

  @Requires('EDITOR')
  @Mutation(() => AddStepResult, {
    description: 'Adds an audience sync step to a canvas that is not active.',
  })
  addAudienceSyncStep(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new step.' }) input: AddAudienceSyncStepInput,
  ): Promise<AddOutcome> {
    return this.service.addSync(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => AddStepResult, { description: "Adds another team's step to a canvas that is not active." })
  addExternalStep(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new step.' }) input: AddExternalStepInput,
  ): Promise<AddOutcome> {
    return this.service.addExternal(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => EditCanvasResult, {
    description:
      'Changes an audience sync step. While the canvas is active, name, match fields and audience may change; the change counts for users who enter from then on; those who wait stay with the audience they entered for.',
  })
  updateAudienceSyncStep(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The changes.' }) input: UpdateAudienceSyncStepInput,
  ): Promise<EditOutcome> {
    return this.service.updateSync(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => EditCanvasResult, { description: 'Renames an external step.' })
  updateExternalStep(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new name.' }) input: UpdateExternalStepInput,
  ): Promise<EditOutcome> {
    return this.service.updateExternal(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => EditCanvasResult, {
    description: 'Removes a step that no user has entered from a canvas that is not active.',
  })
  removeStep(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which step.' }) input: RemoveStepInput,
  ): Promise<EditOutcome> {
    return this.service.remove(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => EditCanvasResult, {
    description: 'Puts the steps of a canvas that is not active into another order.',
  })
  reorderSteps(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new order.' }) input: ReorderStepsInput,
  ): Promise<EditOutcome> {
    return this.service.reorder(caller, input);
  }
}
