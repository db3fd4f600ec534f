import { Args, createUnionType, ID, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import {
  ConnectionUnusableError,
  NotFoundError,
  PinterestUnavailableError,
} from '../graphql/user-error.object.ts';
import { AudienceChoiceObject, AudienceChoicePage } from './audience-choice.object.ts';
import { AudienceSearchService, type SearchOutcome } from './audience-search.service.ts';

const AudienceChoicesResult = createUnionType({
  name: 'AudienceChoicesResult',
  description: 'What `audienceChoices` answers.',
  types: () =>
    [AudienceChoicePage, NotFoundError, ConnectionUnusableError, PinterestUnavailableError] as const,
});

@Resolver(() => AudienceChoiceObject)
export class AudienceChoiceResolver {
  constructor(private readonly service: AudienceSearchService) {}

  @Requires('VIEWER')
  @Query(() => AudienceChoicesResult, {
    complexity: pageCost,
    description:
      'What the field "choose a new or existing audience" offers: our drafts and what exists at Pinterest, in one list by name.',
  })
  audienceChoices(
    @CurrentCaller() caller: Caller,
    @Args('adAccountId', { type: () => ID, description: 'Our id of the ad account.' }) adAccountId: string,
    @Args('search', {
      type: () => String,
      nullable: true,
      description: 'Only those whose name contains this.',
    })
    search: string | null | undefined,
    @Args() page: PageArgs,
  ): Promise<SearchOutcome> {
    return this.service.search(caller.workspaceId, adAccountId, search ?? '', page);
  }
}
