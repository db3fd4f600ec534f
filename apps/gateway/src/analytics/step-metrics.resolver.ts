import { Args, ID, Info, Resolver, Subscription } from '@nestjs/graphql';
import { type GraphQLResolveInfo } from 'graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { selectsAny } from '../graphql/selected-fields.ts';
import { StepMetricsLiveService, type StepMetricsEvent } from './step-metrics-live.service.ts';
import { DETAILED_FIELDS, StepMetricsObject } from './step-metrics.object.ts';

@Resolver(() => StepMetricsObject)
export class StepMetricsResolver {
  constructor(private readonly service: StepMetricsLiveService) {}

  @Requires('VIEWER')
  @Subscription(() => StepMetricsObject, {
    description:
      'The metrics of a step: as they are now at once, then after every change, at most four times a second. The last value always arrives.',
  })
  stepMetricsChanged(
    @CurrentCaller() caller: Caller,
    @Args('stepId', { type: () => ID, description: 'The step.' }) stepId: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AsyncIterator<StepMetricsEvent>> {
    return this.service.subscribe(caller, stepId, selectsAny(info, DETAILED_FIELDS));
  }
}
