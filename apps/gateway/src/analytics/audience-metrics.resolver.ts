import { Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { type GraphQLResolveInfo } from 'graphql';

import { AudienceObject } from '../audiences/audience.object.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { selectsAny } from '../graphql/selected-fields.ts';
import { AudienceMetricsObject, DETAILED_FIELDS } from './step-metrics.object.ts';
import { totalsOfSteps } from './totals.ts';

@Resolver(() => AudienceObject)
export class AudienceMetricsResolver {
  @ResolveField(() => AudienceMetricsObject, {
    complexity: 10,
    description: 'The metrics of the steps that use it now, added up.',
  })
  async metrics(
    @Parent() { id }: AudienceObject,
    @Context() { loaders }: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AudienceMetricsObject> {
    const steps = await loaders.stepsFeeding.load(id);
    const stepIds = steps.map((step) => step.id);
    return new AudienceMetricsObject(
      await totalsOfSteps(stepIds, loaders, selectsAny(info, DETAILED_FIELDS)),
    );
  }
}
