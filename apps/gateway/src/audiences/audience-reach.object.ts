import { MIN_MATCHED_USERS, type AudienceReach, type AudienceReachState } from '@audience-sync/domain';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { AudienceReachStateEnum } from '../graphql/enums.ts';

@Requires('VIEWER')
@ObjectType('AudienceReach', {
  description:
    'What can be said about the size of an audience now, and when more can. Pinterest tells nobody which users it matched.',
})
export class AudienceReachObject {
  constructor(private readonly source: AudienceReach) {}

  @Field(() => AudienceReachStateEnum, { description: 'What its size means now.' })
  get state(): AudienceReachState {
    return this.source.state;
  }

  @Field(() => Int, {
    description: 'From about how many matched users on ads can use it and its size is shown.',
  })
  get minimumMatchedUsers(): number {
    return MIN_MATCHED_USERS;
  }

  @Field(() => Date, {
    nullable: true,
    description:
      'Pinterest is not expected to have counted it before; null when there is nothing to wait for.',
  })
  get countedFrom(): Date | null {
    return this.source.countedFrom;
  }

  @Field(() => Date, { nullable: true, description: 'Pinterest is expected to have counted it by then.' })
  get countedUntil(): Date | null {
    return this.source.countedUntil;
  }
}

@Requires('VIEWER')
@ObjectType('ActalikeRule', { description: 'Whom an Actalike audience resembles, and where.' })
export class ActalikeRuleObject {
  @Field(() => ID, { description: 'Our id of the audience that it resembles.' })
  readonly seedAudienceId!: string;

  @Field(() => String, { description: 'The country, in two letters (ISO 3166-1).' })
  readonly country!: string;

  @Field(() => Int, { description: "How many percent of the country's Pinterest users it holds, 1 to 10." })
  readonly percentage!: number;
}

@Requires('VIEWER')
@ObjectType('AudienceRules', {
  description: "Pinterest's rules for audiences, for screens to show and to check by.",
})
export class AudienceRulesObject {
  @Field(() => Int, {
    description: 'From about how many matched users on an audience can be used and shows its size.',
  })
  readonly minimumMatchedUsers!: number;

  @Field(() => Int, { description: 'A change shows in the size after this many hours at the earliest.' })
  readonly sizeDelayHoursFrom!: number;

  @Field(() => Int, { description: 'A change shows in the size after this many hours at the latest.' })
  readonly sizeDelayHoursUntil!: number;

  @Field(() => Int, { description: 'The most characters of a name.' })
  readonly maximumNameLength!: number;

  @Field(() => [String], { description: 'The countries of Actalike audiences, in two letters (ISO 3166-1).' })
  readonly actalikeCountries!: readonly string[];

  @Field(() => Int, { description: 'The least percentage of an Actalike audience.' })
  readonly minimumActalikePercentage!: number;

  @Field(() => Int, { description: 'The greatest percentage of an Actalike audience.' })
  readonly maximumActalikePercentage!: number;
}
