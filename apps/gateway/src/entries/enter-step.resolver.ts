import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { EnterStepInput, EnterStepResult } from './enter-step.results.ts';
import { EnterStepService, type EnterStepOutcome } from './enter-step.service.ts';

@Resolver()
export class EnterStepResolver {
  constructor(private readonly service: EnterStepService) {}

  @Requires('INGEST')
  @Mutation(() => EnterStepResult, {
    complexity: 10,
    description:
      'Enters users into a step of an active canvas. When it answers, they are stored. For more than a few thousand at a time, stream lines to `POST /v1/steps/{id}/entries`.',
  })
  enterStep(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The users.' }) input: EnterStepInput,
  ): Promise<EnterStepOutcome> {
    return this.service.enter(caller, input);
  }
}
