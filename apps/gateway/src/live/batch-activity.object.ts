import { type AnswerClass, type Operation } from '@audience-sync/domain';
import { type LaneActivity, type Load, type RecentAnswers } from '@audience-sync/persistence';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { AnswerClassEnum } from '../analytics/analytics.enums.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { OperationEnum } from '../graphql/enums.ts';

/** What the batches of a connection are doing. */
export interface BatchActivity {
  readonly connectionId: string;
  readonly lanes: readonly LaneActivity[];
  readonly answers: readonly RecentAnswers[];
}

@Requires('ADMIN')
@ObjectType('BatchLoad', { description: 'Batches in one state.' })
export class BatchLoadObject {
  constructor(private readonly source: Load) {}

  @Field(() => Int, { description: 'How many batches.' })
  get batches(): number {
    return this.source.batches;
  }

  @Field(() => BigCount, { description: 'How many users are in them.' })
  get users(): number {
    return this.source.users;
  }
}

@Requires('ADMIN')
@ObjectType('BatchLane', { description: 'The unsettled batches of one audience with one operation.' })
export class BatchLaneObject {
  constructor(private readonly source: LaneActivity) {}

  @Field(() => ID, { description: 'The audience.' })
  get audienceId(): string {
    return this.source.audienceId;
  }

  @Field(() => OperationEnum, { description: 'What the batches do with their users.' })
  get operation(): Operation {
    return this.source.operation;
  }

  @Field(() => BatchLoadObject, { description: 'Still collecting users.' })
  get open(): BatchLoadObject {
    return new BatchLoadObject(this.source.open);
  }

  @Field(() => BatchLoadObject, { description: 'Ready to leave.' })
  get ready(): BatchLoadObject {
    return new BatchLoadObject(this.source.ready);
  }

  @Field(() => BatchLoadObject, { description: 'On their way.' })
  get inFlight(): BatchLoadObject {
    return new BatchLoadObject(this.source.inFlight);
  }

  @Field(() => BatchLoadObject, { description: 'Waiting for another try.' })
  get waiting(): BatchLoadObject {
    return new BatchLoadObject(this.source.waiting);
  }

  @Field(() => Date, { description: 'When the oldest of them was begun.' })
  get oldestAt(): Date {
    return this.source.oldestAt;
  }

  @Field(() => String, {
    nullable: true,
    description: 'Why nothing leaves until somebody acts, such as `INVALID_TOKEN`; null: it may leave.',
  })
  get holdReason(): string | null {
    return this.source.holdReason;
  }
}

@Requires('ADMIN')
@ObjectType('AnswerCount', { description: 'Attempts of an audience with one answer.' })
export class AnswerCountObject {
  constructor(private readonly source: RecentAnswers) {}

  @Field(() => ID, { description: 'The audience.' })
  get audienceId(): string {
    return this.source.audienceId;
  }

  @Field(() => AnswerClassEnum, { description: 'What Pinterest answered.' })
  get answer(): AnswerClass {
    return this.source.answer;
  }

  @Field(() => BigCount, { description: 'How many attempts.' })
  get attempts(): number {
    return this.source.attempts;
  }

  @Field(() => BigCount, { description: 'Users in the batches that were tried.' })
  get users(): number {
    return this.source.users;
  }
}

@Requires('ADMIN')
@ObjectType('BatchActivity', { description: 'What the batches of a connection are doing, for operators.' })
export class BatchActivityObject {
  constructor(private readonly source: BatchActivity) {}

  @Field(() => ID, { description: 'The connection.' })
  get connectionId(): string {
    return this.source.connectionId;
  }

  @Field(() => [BatchLaneObject], { description: 'What is unsettled, by audience and operation.' })
  get lanes(): readonly BatchLaneObject[] {
    return this.source.lanes.map((lane) => new BatchLaneObject(lane));
  }

  @Field(() => [AnswerCountObject], { description: 'What Pinterest answered within the last five minutes.' })
  get answers(): readonly AnswerCountObject[] {
    return this.source.answers.map((one) => new AnswerCountObject(one));
  }
}
