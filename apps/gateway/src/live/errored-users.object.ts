import { type ErroredUsersView, type RecentErroredUser } from '@audience-sync/persistence';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { ReasonCountObject } from '../analytics/breakdown.object.ts';
import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';

@Requires('VIEWER')
@ObjectType('RecentErroredUser', {
  description: 'A user of a step who was given up lately. `erroredUsers` tells more, and lists all of them.',
})
export class RecentErroredUserObject {
  constructor(private readonly source: RecentErroredUser) {}

  @Field(() => ID, { description: "The engine's own id of the user; `(erased)` when the user was erased." })
  get externalId(): string {
    return this.source.externalId;
  }

  @Field(() => ID, { description: 'The batch that holds the user.' })
  get batchId(): string {
    return this.source.batchId;
  }

  @Field(() => String, { description: 'Why, as `erroredUsers` has it.' })
  get reason(): string {
    return this.source.reason;
  }

  @Field(() => Date, { description: 'When the user was given up.' })
  get erroredAt(): Date {
    return new Date(this.source.erroredAtMs);
  }
}

@Requires('VIEWER')
@ObjectType('ErroredUsers', { description: 'The users of a step who were given up, at one moment.' })
export class ErroredUsersObject {
  constructor(
    private readonly step: string,
    private readonly source: ErroredUsersView,
  ) {}

  @Field(() => ID, { description: 'The step.' })
  get stepId(): string {
    return this.step;
  }

  @Field(() => BigCount, { description: 'How many users.' })
  get users(): number {
    return this.source.users;
  }

  @Field(() => [ReasonCountObject], { description: 'Why; most users first.' })
  get reasons(): readonly ReasonCountObject[] {
    return this.source.reasons.map((one) => new ReasonCountObject(one));
  }

  @Field(() => [RecentErroredUserObject], {
    description: 'The last ten of them, those of the newest batch first.',
  })
  get latest(): readonly RecentErroredUserObject[] {
    return this.source.latest.map((one) => new RecentErroredUserObject(one));
  }
}
