import { createUnionType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';

/** Most users that one call may name. */
export const MAX_NAMED_USERS = 1_000;

@InputType({
  description:
    'Which errored users to bring back. All that is given must hold; without more, all of the step.',
})
export class RedriveUsersInput {
  @Field(() => ID, { description: 'The step.' })
  stepId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Only those who were given up for this reason, as the breakdown of the metrics counts them.',
  })
  reason?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: `Only these users, 1 to ${MAX_NAMED_USERS}, by the engine's ids.`,
  })
  externalIds?: string[] | null;
}

@Requires('EDITOR')
@ObjectType({ description: 'Users were brought back.' })
export class RedriveUsersPayload {
  @Field(() => ID, { description: 'The step.' })
  readonly stepId: string;

  @Field(() => BigCount, { description: 'How many are pending again.' })
  readonly pending: number;

  @Field(() => BigCount, {
    description:
      'How many had nothing left to send, because a later word on them was written since; they count as synced.',
  })
  readonly overruled: number;

  constructor(stepId: string, pending: number, overruled: number) {
    this.stepId = stepId;
    this.pending = pending;
    this.overruled = overruled;
  }
}

export const RedriveUsersResult = createUnionType({
  name: 'RedriveUsersResult',
  description: 'What `redriveUsers` answers.',
  types: () => [RedriveUsersPayload, NotFoundError, InvalidInputError] as const,
});

@InputType({ description: 'A user to forget.' })
export class EraseUserInput {
  @Field(() => ID, { description: "The engine's own id of the user." })
  externalId!: string;
}

@Requires('ADMIN')
@ObjectType({ description: 'The user was forgotten; all counts stay as they are.' })
export class EraseUserPayload {
  @Field(() => Int, {
    description: 'How many entries of the user were erased, those without a match field included.',
  })
  readonly entries: number;

  @Field(() => Int, { description: 'How many hand-overs to steps of other teams the user was taken out of.' })
  readonly handoffs: number;

  @Field(() => Int, {
    description:
      'How many batches with the user are on their way to Pinterest. When it is not 0, ask again in a minute.',
  })
  readonly stillSending: number;

  constructor(entries: number, handoffs: number, stillSending: number) {
    this.entries = entries;
    this.handoffs = handoffs;
    this.stillSending = stillSending;
  }
}

export const EraseUserResult = createUnionType({
  name: 'EraseUserResult',
  description: 'What `eraseUser` answers.',
  types: () => [EraseUserPayload, InvalidInputError] as const,
});
