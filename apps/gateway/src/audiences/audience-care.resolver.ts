import {
  ACTALIKE_COUNTRIES,
  MAX_ACTALIKE_PERCENTAGE,
  MAX_NAME_LENGTH,
  MIN_MATCHED_USERS,
  SIZE_DELAY_HOURS,
} from '@audience-sync/domain';
import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { type GraphqlContext } from '../graphql/context.ts';
import { ActalikeService, type ActalikeOutcome } from './actalike.service.ts';
import {
  AudienceArchiveService,
  type ArchiveOutcome,
  type RestoreOutcome,
} from './audience-archive.service.ts';
import { AudienceChangeService, type RemoveOutcome, type UpdateOutcome } from './audience-change.service.ts';
import { ActalikeRuleObject, AudienceRulesObject } from './audience-reach.object.ts';
import { AudienceRefreshService, type RefreshOutcome } from './audience-refresh.service.ts';
import { AudienceObject } from './audience.object.ts';
import {
  ArchiveAudienceResult,
  CreateActalikeAudienceInput,
  CreateActalikeAudienceResult,
  RefreshAudienceResult,
  RemoveAudienceResult,
  RestoreAudienceResult,
  UpdateAudienceInput,
  UpdateAudienceResult,
} from './audience.results.ts';

const RULES: AudienceRulesObject = {
  minimumMatchedUsers: MIN_MATCHED_USERS,
  sizeDelayHoursFrom: SIZE_DELAY_HOURS.least,
  sizeDelayHoursUntil: SIZE_DELAY_HOURS.most,
  maximumNameLength: MAX_NAME_LENGTH,
  actalikeCountries: ACTALIKE_COUNTRIES,
  minimumActalikePercentage: 1,
  maximumActalikePercentage: MAX_ACTALIKE_PERCENTAGE,
};

const audienceIdArg = { type: () => ID, description: 'Our id of the audience.' };

/** What is done to audiences once they are there. */
@Resolver(() => ActalikeRuleObject)
export class AudienceCareResolver {
  constructor(
    private readonly changes: AudienceChangeService,
    private readonly archive: AudienceArchiveService,
    private readonly actalikes: ActalikeService,
    private readonly sizes: AudienceRefreshService,
  ) {}

  @Requires('VIEWER')
  @Query(() => AudienceRulesObject, { description: "Pinterest's rules for audiences, as data." })
  audienceRules(): AudienceRulesObject {
    return RULES;
  }

  @Requires('EDITOR')
  @Mutation(() => UpdateAudienceResult, {
    description: 'Gives an audience another name or description, here and at Pinterest.',
  })
  updateAudience(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The changes.' }) input: UpdateAudienceInput,
  ): Promise<UpdateOutcome> {
    return this.changes.update(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => ArchiveAudienceResult, {
    description: 'Puts an audience away here; at Pinterest it stays. Not while an active canvas uses it.',
  })
  archiveAudience(
    @CurrentCaller() caller: Caller,
    @Args('audienceId', audienceIdArg) audienceId: string,
  ): Promise<ArchiveOutcome> {
    return this.archive.archive(caller, audienceId);
  }

  @Requires('EDITOR')
  @Mutation(() => RestoreAudienceResult, { description: 'Takes an archived audience out again.' })
  restoreAudience(
    @CurrentCaller() caller: Caller,
    @Args('audienceId', audienceIdArg) audienceId: string,
  ): Promise<RestoreOutcome> {
    return this.archive.restore(caller, audienceId);
  }

  @Requires('ADMIN')
  @Mutation(() => RemoveAudienceResult, {
    description:
      'Removes an audience at Pinterest, for good; a draft is put away. Not while an active canvas uses it or users are pending.',
  })
  removeAudience(
    @CurrentCaller() caller: Caller,
    @Args('audienceId', audienceIdArg) audienceId: string,
  ): Promise<RemoveOutcome> {
    return this.changes.remove(caller, audienceId);
  }

  @Requires('EDITOR')
  @Mutation(() => CreateActalikeAudienceResult, {
    description: 'Creates, at Pinterest, an audience of people who resemble the users of another one.',
  })
  createActalikeAudience(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new audience.' }) input: CreateActalikeAudienceInput,
  ): Promise<ActalikeOutcome> {
    return this.actalikes.create(caller, input);
  }

  @Requires('EDITOR')
  @Mutation(() => RefreshAudienceResult, {
    description: 'Asks Pinterest for size and state of an audience now, inside the read quota.',
  })
  refreshAudience(
    @CurrentCaller() caller: Caller,
    @Args('audienceId', audienceIdArg) audienceId: string,
  ): Promise<RefreshOutcome> {
    return this.sizes.refresh(caller, audienceId);
  }

  @ResolveField(() => AudienceObject, { nullable: true, description: 'The audience that it resembles.' })
  async seedAudience(
    @Parent() { seedAudienceId }: ActalikeRuleObject,
    @Context() { loaders }: GraphqlContext,
  ): Promise<AudienceObject | null> {
    const audience = await loaders.audience.load(seedAudienceId);
    return audience && new AudienceObject(audience);
  }
}
