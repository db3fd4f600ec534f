import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { AudienceSyncStepObject } from '../steps/step.object.ts';
import {
  DryRunEstimateObject,
  DryRunObject,
  DryRunStepInput,
  DryRunStepResult,
  NotSyncedCountObject,
} from './dry-run.object.ts';
import { DryRunService, type DryRunOutcome } from './dry-run.service.ts';
import { SyncEstimates } from './sync-estimates.ts';

@Resolver(() => DryRunObject)
export class DryRunResolver {
  constructor(
    private readonly service: DryRunService,
    private readonly estimates: SyncEstimates,
  ) {}

  @Requires('EDITOR')
  @Mutation(() => DryRunStepResult, {
    description:
      'Says what would become of a sample of users in a step, before launch. Nobody enters; the counts are kept for the warnings of the canvas.',
  })
  dryRunStep(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The step and the sample.' }) input: DryRunStepInput,
  ): Promise<DryRunOutcome> {
    return this.service.try(caller, input);
  }

  @ResolveField(() => DryRunEstimateObject, {
    nullable: true,
    complexity: 10,
    description:
      'How long syncing them would take with what is left of the quotas now; null when the step has no connection, or nobody can say.',
  })
  estimate(@Parent() dryRun: DryRunObject): Promise<DryRunEstimateObject | null> {
    return this.estimates.of(dryRun);
  }
}

/** What is known of a step beside its metrics. */
@Resolver(() => AudienceSyncStepObject)
export class StepReachResolver {
  @ResolveField(() => DryRunObject, {
    nullable: true,
    complexity: 5,
    description: 'Its latest dry run; null: none was made.',
  })
  async lastDryRun(
    @Parent() { sync }: AudienceSyncStepObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<DryRunObject | null> {
    const stored = await loaders.dryRun.load(sync.id);
    if (stored === null) return null;
    const audience = sync.audienceId === null ? null : await loaders.audience.load(sync.audienceId);
    return new DryRunObject(stored, sync, audience?.size ?? 0);
  }

  @ResolveField(() => [NotSyncedCountObject], {
    complexity: 5,
    description: 'Why users of it were not synced: how many for each reason, the commonest first.',
  })
  async notSyncedReasons(
    @Parent() { id }: AudienceSyncStepObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<readonly NotSyncedCountObject[]> {
    return loaders.notSyncedCounts.load(id);
  }
}
