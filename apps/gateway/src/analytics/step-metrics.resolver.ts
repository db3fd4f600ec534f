import { Args, ID, Resolver, Subscription } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { MetricsStreamService } from './metrics-stream.service.ts';
import { StepMetricsObject } from './step-metrics.object.ts';

@Resolver(() => StepMetricsObject)
export class StepMetricsResolver {
  constructor(private readonly service: MetricsStreamService) {}

  @Requires('VIEWER')
  @Subscription(() => StepMetricsObject, {
    description:
      'The metrics of a step: as they are now at once, then after every change, at most four times a second. The last value always arrives.',
  })
  stepMetricsChanged(
    @CurrentCaller() caller: Caller,
    @Args('stepId', { type: () => ID, description: 'The step.' }) stepId: string,
  ): Promise<AsyncIterator<{ stepMetricsChanged: StepMetricsObject }>> {
    return this.service.subscribe(caller, stepId);
  }
}
