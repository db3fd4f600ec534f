import { type NotSyncedReason } from '@audience-sync/domain';
import { Field, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { pageOf } from '../graphql/page.object.ts';
import { NotSyncedReasonEnum } from '../graphql/enums.ts';

/** A user of a step who could not be synced. */
export interface NotSyncedUser {
  /** Chunk and place in it: where the list goes on. */
  readonly place: readonly [chunk: number, index: number];
  readonly externalId: string;
  readonly reason: NotSyncedReason;
  readonly at: Date;
}

@Requires('VIEWER')
@ObjectType('NotSyncedUser', { description: 'A user of a step who could not be synced.' })
export class NotSyncedUserObject {
  constructor(readonly source: NotSyncedUser) {}

  @Field(() => String, { description: "The journey engine's id of the user." })
  get externalId(): string {
    return this.source.externalId;
  }

  @Field(() => NotSyncedReasonEnum, { description: 'Why.' })
  get reason(): NotSyncedReason {
    return this.source.reason;
  }

  @Field(() => Date, { description: 'When the user entered.' })
  get at(): Date {
    return this.source.at;
  }
}

@Requires('VIEWER')
@ObjectType('NotSyncedUserConnection', { description: 'A page of users who could not be synced.' })
export class NotSyncedUserPage extends pageOf(NotSyncedUserObject, 'NotSyncedUser', 'users') {}
