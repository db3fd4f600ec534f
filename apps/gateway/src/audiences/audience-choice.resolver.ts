import {
  Args,
  Context,
  createUnionType,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import {
  ConnectionUnusableError,
  NotFoundError,
  PinterestUnavailableError,
} from '../graphql/user-error.object.ts';
import { AudienceChoiceObject, AudienceChoicePage, AudienceListingObject } from './audience-choice.object.ts';
import { AudienceListingService, type RefreshListingOutcome } from './audience-listing.service.ts';
import { AudienceSearchService, type SearchOutcome } from './audience-search.service.ts';
import { AudienceObject } from './audience.object.ts';

const AudienceChoicesResult = createUnionType({
  name: 'AudienceChoicesResult',
  description: 'What `audienceChoices` answers.',
  types: () =>
    [AudienceChoicePage, NotFoundError, ConnectionUnusableError, PinterestUnavailableError] as const,
});

const RefreshAudienceChoicesResult = createUnionType({
  name: 'RefreshAudienceChoicesResult',
  description: 'What `refreshAudienceChoices` answers.',
  types: () => [AudienceListingObject, NotFoundError, PinterestUnavailableError] as const,
});

@Resolver(() => AudienceChoiceObject)
export class AudienceChoiceResolver {
  constructor(
    private readonly service: AudienceSearchService,
    private readonly listing: AudienceListingService,
  ) {}

  @Requires('VIEWER')
  @Query(() => AudienceChoicesResult, {
    complexity: pageCost,
    description:
      'What the field "choose a new or existing audience" offers: our drafts and what exists at Pinterest, in one list by name. Answered from our own copy, which is made anew in the background.',
  })
  audienceChoices(
    @CurrentCaller() caller: Caller,
    @Args('adAccountId', { type: () => ID, description: 'Our id of the ad account.' }) adAccountId: string,
    @Args('search', {
      type: () => String,
      nullable: true,
      description: 'Only those whose name contains this, in any case.',
    })
    search: string | null | undefined,
    @Args() page: PageArgs,
  ): Promise<SearchOutcome> {
    return this.service.search(caller.workspaceId, adAccountId, search ?? '', page);
  }

  @Requires('EDITOR')
  @Mutation(() => RefreshAudienceChoicesResult, {
    description:
      'Asks Pinterest again what exists in an ad account, inside the read quota: for what was just made in Ads Manager.',
  })
  refreshAudienceChoices(
    @CurrentCaller() caller: Caller,
    @Args('adAccountId', { type: () => ID, description: 'Our id of the ad account.' }) adAccountId: string,
  ): Promise<RefreshListingOutcome> {
    return this.listing.refresh(caller.workspaceId, adAccountId);
  }

  @ResolveField(() => AudienceObject, {
    nullable: true,
    description: 'Our audience, when it is known here already.',
  })
  async audience(
    @Parent() { audienceId }: AudienceChoiceObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AudienceObject | null> {
    const audience = audienceId === null ? null : await loaders.audience.load(audienceId);
    return audience && new AudienceObject(audience);
  }
}
