import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { pageOf } from '../graphql/page.object.ts';

/** Why users cannot be written to an audience. */
export enum UnwritableReason {
  SHARED_IN = 'SHARED_IN',
  OTHER_KIND = 'OTHER_KIND',
}

registerEnumType(UnwritableReason, {
  name: 'UnwritableReason',
  description: 'Why users cannot be written to an audience.',
  valuesMap: {
    SHARED_IN: { description: 'Another ad account owns it and has shared it: it can only be aimed at.' },
    OTHER_KIND: { description: 'It is not made of a customer list.' },
  },
});

@Requires('VIEWER')
@ObjectType('AudienceChoice', {
  description: 'An audience that a step could sync to: a draft of ours, or one that exists at Pinterest.',
})
export class AudienceChoiceObject {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  readonly audienceId!: string | null;

  @Field(() => ID, { nullable: true, description: "Pinterest's id: for `chooseAudience`. Null for a draft." })
  readonly pinterestAudienceId!: string | null;

  @Field(() => BigCount, { nullable: true, description: 'How many matched users Pinterest reports.' })
  readonly size!: number | null;

  @Field(() => String, { nullable: true, description: "Pinterest's own word for its state." })
  readonly pinterestStatus!: string | null;

  @Field(() => Boolean, {
    description:
      'Whether users can be written to it: only audiences of customer lists that this ad account owns can.',
  })
  readonly writable!: boolean;

  @Field(() => UnwritableReason, { nullable: true, description: 'Why it is not writable; null when it is.' })
  readonly unwritableReason!: UnwritableReason | null;

  @Field(() => String, {
    nullable: true,
    description: "Pinterest's own word for its kind, such as `CUSTOMER_LIST`, `ACTALIKE` or `VISITOR`.",
  })
  readonly audienceType!: string | null;
}

@Requires('VIEWER')
@ObjectType('AudienceListing', {
  description:
    "How fresh our list of an ad account's audiences at Pinterest is. It is made anew in the background.",
})
export class AudienceListingObject {
  @Field(() => Date, {
    nullable: true,
    description: 'As of when it is complete; null while it was never listed to its end.',
  })
  readonly refreshedAt!: Date | null;

  @Field(() => Boolean, { description: 'Whether it is being made anew at this moment.' })
  readonly isRefreshing!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it could not be made anew the last time.' })
  readonly problem!: string | null;
}

@ObjectType('AudienceChoiceConnection', { description: 'A page of audiences to choose from.' })
export class AudienceChoicePage extends pageOf(
  AudienceChoiceObject,
  'AudienceChoice',
  'audiences to choose from',
) {
  @Field(() => AudienceListingObject, { description: 'How fresh this list is.' })
  readonly listing!: AudienceListingObject;
}
