import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { pageOf } from '../graphql/page.object.ts';
import { AudienceObject } from './audience.object.ts';

@Requires('VIEWER')
@ObjectType('AudienceChoice', {
  description: 'An audience that a step could sync to: a draft of ours, or one that exists at Pinterest.',
})
export class AudienceChoiceObject {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => AudienceObject, {
    nullable: true,
    description: 'Our audience, when it is known here already.',
  })
  readonly audience!: AudienceObject | null;

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
}

@ObjectType('AudienceChoiceConnection', { description: 'A page of audiences to choose from.' })
export class AudienceChoicePage extends pageOf(
  AudienceChoiceObject,
  'AudienceChoice',
  'audiences to choose from',
) {}
