import { type AttemptRecord } from '@audience-sync/batching-scheduler';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { AttemptOutcomeEnum, type AttemptOutcomeName } from './delivery.enums.ts';

@Requires('VIEWER')
@ObjectType('DeliveryAttempt', { description: 'One try at sending a batch, and what Pinterest answered.' })
export class DeliveryAttemptObject {
  constructor(private readonly source: AttemptRecord) {}

  @Field(() => ID, { description: 'The batch that was tried; a larger one, if it was split since.' })
  get batchId(): string {
    return this.source.batchId;
  }

  @Field(() => Int, { description: 'Which try of that batch: 1 for the first.' })
  get number(): number {
    return this.source.attempt;
  }

  @Field(() => Date, { description: 'When a worker took it up.' })
  get startedAt(): Date {
    return new Date(this.source.startedAtMs);
  }

  @Field(() => Date, { description: 'When its outcome was stored.' })
  get endedAt(): Date {
    return new Date(this.source.endedAtMs);
  }

  @Field(() => AttemptOutcomeEnum, { description: 'What became of it.' })
  get outcome(): AttemptOutcomeName {
    return this.source.outcome.toUpperCase() as AttemptOutcomeName;
  }

  @Field(() => String, { nullable: true, description: 'Why it was not accepted, such as `TRANSIENT`.' })
  get reason(): string | null {
    return this.source.reason;
  }

  @Field(() => Int, { nullable: true, description: 'The HTTP status of the answer; null when none came.' })
  get status(): number | null {
    return this.source.report?.status ?? null;
  }

  @Field(() => Int, { nullable: true, description: "Pinterest's own code of the error." })
  get code(): number | null {
    return this.source.report?.code ?? null;
  }

  @Field(() => String, {
    nullable: true,
    description: "Pinterest's id of the request: what its support asks for.",
  })
  get requestId(): string | null {
    return this.source.report?.requestId ?? null;
  }

  @Field(() => String, { nullable: true, description: "Pinterest's words, without personal data." })
  get message(): string | null {
    return this.source.report?.message ?? null;
  }
}
