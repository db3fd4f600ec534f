import {
  type Breakdown,
  type PendingCause,
  type PendingCount,
  type ReasonCount,
} from '@audience-sync/domain';
import { Field, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { PendingCauseEnum } from './analytics.enums.ts';

@Requires('VIEWER')
@ObjectType('ReasonCount', { description: 'Users with one reason.' })
export class ReasonCountObject {
  constructor(private readonly source: ReasonCount) {}

  @Field(() => String, {
    description:
      'A word for programs, such as `NO_MATCH_FIELD`, `MALFORMED`, `BAD_RECORDS` or `INVALID_TOKEN`; `OTHER` when it was not kept. For errored users it is what `erroredUsers` and `redriveUsers` take as `reason`.',
  })
  get reason(): string {
    return this.source.reason;
  }

  @Field(() => BigCount, { description: 'How many users.' })
  get users(): number {
    return this.source.users;
  }
}

@Requires('VIEWER')
@ObjectType('PendingCount', { description: 'Pending users who wait for the same thing.' })
export class PendingCountObject {
  constructor(private readonly source: PendingCount) {}

  @Field(() => PendingCauseEnum, { description: 'What they wait for.' })
  get cause(): PendingCause {
    return this.source.cause;
  }

  @Field(() => BigCount, { description: 'How many users.' })
  get users(): number {
    return this.source.users;
  }

  @Field(() => Date, {
    nullable: true,
    description: 'When the first of them go on; null when that is not known, or is up to a person.',
  })
  get until(): Date | null {
    return this.source.until;
  }

  @Field(() => Date, {
    nullable: true,
    description: 'When the first of them are given up, if nothing changes; null while none has failed.',
  })
  get givesUpAt(): Date | null {
    return this.source.givesUpAt;
  }
}

@Requires('VIEWER')
@ObjectType('MetricsBreakdown', {
  description:
    'The reasons behind three of the counts, of the same moment: the users of each list add up to its count.',
})
export class BreakdownObject {
  constructor(private readonly source: Breakdown) {}

  @Field(() => [ReasonCountObject], { description: 'Why users were not synced; most users first.' })
  get notSynced(): readonly ReasonCountObject[] {
    return this.source.notSynced.map((one) => new ReasonCountObject(one));
  }

  @Field(() => [PendingCountObject], { description: 'What pending users wait for; most users first.' })
  get pending(): readonly PendingCountObject[] {
    return this.source.pending.map((one) => new PendingCountObject(one));
  }

  @Field(() => [ReasonCountObject], { description: 'Why users are errored; most users first.' })
  get errored(): readonly ReasonCountObject[] {
    return this.source.errored.map((one) => new ReasonCountObject(one));
  }
}
