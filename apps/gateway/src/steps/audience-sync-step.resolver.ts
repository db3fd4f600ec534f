import { Context, Info, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { type GraphQLResolveInfo } from 'graphql';

import { noMetrics } from '../analytics/no-metrics.ts';
import { DETAILED_FIELDS, StepMetricsObject } from '../analytics/step-metrics.object.ts';
import { AudienceObject } from '../audiences/audience.object.ts';
import { CanvasLaunchService } from '../canvases/canvas-launch.service.ts';
import { LaunchProblemObject } from '../canvases/canvas.object.ts';
import { AdAccountObject } from '../connections/ad-account.object.ts';
import { PinterestConnectionObject } from '../connections/pinterest-connection.object.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { selectsAny } from '../graphql/selected-fields.ts';
import { AudienceSyncStepObject } from './step.object.ts';

@Resolver(() => AudienceSyncStepObject)
export class AudienceSyncStepResolver {
  constructor(private readonly launching: CanvasLaunchService) {}

  @ResolveField(() => [LaunchProblemObject], {
    complexity: 20,
    description:
      'What keeps it from syncing now, such as a connection that Pinterest refuses; empty when nothing does.',
  })
  async problems(
    @Parent() { sync }: AudienceSyncStepObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<LaunchProblemObject[]> {
    const problems = await this.launching.checkStep(sync, loaders);
    return problems.map((problem) => new LaunchProblemObject(problem));
  }

  @ResolveField(() => StepMetricsObject, { description: 'What became of its users.' })
  async metrics(
    @Parent() step: AudienceSyncStepObject,
    @Context() { loaders }: GraphqlContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<StepMetricsObject> {
    const loader = selectsAny(info, DETAILED_FIELDS) ? loaders.metricDetails : loaders.metrics;
    return new StepMetricsObject((await loader.load(step.id)) ?? noMetrics(step.source));
  }

  @ResolveField(() => AudienceObject, { nullable: true, description: 'Its audience.' })
  async audience(
    @Parent() { audienceId }: AudienceSyncStepObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AudienceObject | null> {
    const audience = audienceId === null ? null : await loaders.audience.load(audienceId);
    return audience && new AudienceObject(audience);
  }

  @ResolveField(() => AdAccountObject, { nullable: true, description: 'Its ad account.' })
  async adAccount(
    @Parent() { adAccountId }: AudienceSyncStepObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AdAccountObject | null> {
    const adAccount = adAccountId === null ? null : await loaders.adAccount.load(adAccountId);
    return adAccount && new AdAccountObject(adAccount);
  }

  @ResolveField(() => PinterestConnectionObject, { nullable: true, description: 'Its Pinterest connection.' })
  async connection(
    @Parent() { connectionId }: AudienceSyncStepObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<PinterestConnectionObject | null> {
    const connection = connectionId === null ? null : await loaders.connection.load(connectionId);
    return connection && new PinterestConnectionObject(connection);
  }
}
