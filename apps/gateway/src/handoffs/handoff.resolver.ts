import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { ExternalStepObject } from '../steps/step.object.ts';
import { AcknowledgeHandoffsInput, AcknowledgeHandoffsResult, HandoffPage } from './handoff.object.ts';
import { HandoffsService, type AcknowledgeOutcome } from './handoffs.service.ts';

@Resolver(() => ExternalStepObject)
export class HandoffResolver {
  constructor(private readonly service: HandoffsService) {}

  @Requires('INGEST')
  @Query(() => HandoffPage, {
    nullable: true,
    complexity: pageCost,
    description:
      'Users who wait to go on in an external step, in order; read again until they are acknowledged. Null when there is no such step.',
  })
  handoffs(
    @CurrentCaller() caller: Caller,
    @Args('stepId', { type: () => ID, description: 'The external step.' }) stepId: string,
    @Args() page: PageArgs,
  ): Promise<HandoffPage | null> {
    return this.service.page(caller, stepId, page);
  }

  @Requires('INGEST')
  @Mutation(() => AcknowledgeHandoffsResult, {
    description: 'Says that users of an external step were dealt with. Saying it twice changes nothing.',
  })
  acknowledgeHandoffs(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Up to where.' }) input: AcknowledgeHandoffsInput,
  ): Promise<AcknowledgeOutcome> {
    return this.service.acknowledge(caller, input);
  }

  @ResolveField(() => BigCount, {
    complexity: 5,
    description: 'How many users wait to be acknowledged, or consumed from its queue.',
  })
  async waitingUsers(
    @Parent() { id }: ExternalStepObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<number> {
    return (await loaders.waitingHandoffs.load(id))?.users ?? 0;
  }
}
