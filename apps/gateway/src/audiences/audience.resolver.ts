import { type AudienceStatus } from '@audience-sync/domain';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { AdAccountObject } from '../connections/ad-account.object.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { AudienceStatusEnum } from '../graphql/enums.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { AudienceObject, AudiencePage } from './audience.object.ts';
import {
  ChooseAudienceInput,
  ChooseAudienceResult,
  CreateAudienceInput,
  CreateAudienceResult,
} from './audience.results.ts';
import { AudiencesService, type ChooseOutcome, type CreateOutcome } from './audiences.service.ts';

@Resolver(() => AudienceObject)
export class AudienceResolver {
  constructor(private readonly service: AudiencesService) {}

  @Requires('VIEWER')
  @Query(() => AudiencePage, {
    complexity: pageCost,
    description: 'The audiences that were created or chosen here, the oldest first.',
  })
  audiences(
    @CurrentCaller() caller: Caller,
    @Args() page: PageArgs,
    @Args('adAccountId', { type: () => ID, nullable: true, description: 'Only those of this ad account.' })
    adAccountId: string | null | undefined,
    @Args('search', {
      type: () => String,
      nullable: true,
      description: 'Only those whose name contains this.',
    })
    search: string | null | undefined,
    @Args('statuses', {
      type: () => [AudienceStatusEnum],
      nullable: true,
      description: 'Only those that are here in their life; all when left out.',
    })
    statuses: AudienceStatus[] | null | undefined,
  ): Promise<AudiencePage> {
    return this.service.page(caller.workspaceId, { adAccountId, search, statuses }, page);
  }

  @Requires('VIEWER')
  @Query(() => AudienceObject, { nullable: true, description: 'One audience, or null.' })
  async audience(
    @Args('id', { type: () => ID, description: 'Our id of it.' }) id: string,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AudienceObject | null> {
    const audience = await loaders.audience.load(id);
    return audience && new AudienceObject(audience);
  }

  @Requires('EDITOR')
  @Mutation(() => CreateAudienceResult, {
    description:
      'Creates an audience as a draft. Steps can use it at once, removing ones too; Pinterest gets it with the first users.',
  })
  createAudience(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new audience.' }) input: CreateAudienceInput,
  ): Promise<CreateOutcome> {
    return this.service.create(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => ChooseAudienceResult, { description: 'Takes up an audience that exists at Pinterest.' })
  chooseAudience(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which audience.' }) input: ChooseAudienceInput,
  ): Promise<ChooseOutcome> {
    return this.service.choose(caller, input);
  }

  @ResolveField(() => AdAccountObject, { nullable: true, description: 'The ad account that owns it.' })
  async adAccount(
    @Parent() audience: AudienceObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AdAccountObject | null> {
    const adAccount = await loaders.adAccount.load(audience.adAccountId);
    return adAccount && new AdAccountObject(adAccount);
  }
}
