import { type ErroredItem } from '@audience-sync/batching-scheduler';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { pageOf } from '../graphql/page.object.ts';
import { DeliveryAttemptObject } from './delivery-attempt.object.ts';

@Requires('VIEWER')
@ObjectType('ErroredUser', { description: 'A user of a step who was given up.' })
export class ErroredUserObject {
  constructor(readonly source: ErroredItem) {}

  @Field(() => ID, { description: "The engine's own id of the user; `(erased)` when the user was erased." })
  get externalId(): string {
    return this.source.itemId;
  }

  @Field(() => ID, { description: 'The batch that holds the user.' })
  get batchId(): string {
    return this.source.batchId;
  }

  @Field(() => String, {
    description:
      'Why: `BAD_RECORDS` when Pinterest refused this very user, else the reason of the last failure or of the hold.',
  })
  get reason(): string {
    return this.source.reason;
  }

  @Field(() => Date, { description: 'When the user was given up.' })
  get erroredAt(): Date {
    return new Date(this.source.erroredAtMs);
  }

  @Field(() => Int, { description: 'How many tries there were.' })
  get attempts(): number {
    return this.source.attempts;
  }

  @Field(() => DeliveryAttemptObject, {
    nullable: true,
    description:
      "The last try, with Pinterest's status, code, words and request id. Null: it never came to one.",
  })
  get lastAttempt(): DeliveryAttemptObject | null {
    const { lastAttempt } = this.source;
    return lastAttempt && new DeliveryAttemptObject(lastAttempt);
  }

  @Field(() => Boolean, {
    description: 'Whether the user can still be brought back; identifiers are deleted after 7 days.',
  })
  get canRedrive(): boolean {
    return this.source.canRedrive;
  }
}

@Requires('VIEWER')
@ObjectType('ErroredUserConnection', { description: 'A page of users who were given up.' })
export class ErroredUserPage extends pageOf(ErroredUserObject, 'ErroredUser', 'errored users') {}
