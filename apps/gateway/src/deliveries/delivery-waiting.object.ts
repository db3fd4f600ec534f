import { type LaneWaiting, type WaitingExplanation } from '@audience-sync/batching-scheduler';
import { type Operation } from '@audience-sync/domain';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { OperationEnum } from '../graphql/enums.ts';
import { DeliveryBatchObject } from './delivery-batch.object.ts';
import { WaitingReasonEnum } from './delivery.enums.ts';
import { timeOf } from './time-of.ts';
import { type Waiting, type WaitingReason } from './waiting-reason.ts';

@Requires('VIEWER')
@ObjectType('DeliveryWaiting', {
  description: 'What waits to be sent to the audience of a step with one operation, and why it has not left.',
})
export class DeliveryWaitingObject {
  @Field(() => ID, { description: 'The audience.' })
  readonly audienceId: string;

  @Field(() => OperationEnum, { description: 'What is done with the users in the audience.' })
  readonly operation: Operation;

  private readonly lane: LaneWaiting;

  constructor(
    { groupId, lanes }: WaitingExplanation,
    operation: Operation,
    private readonly waiting: Waiting,
  ) {
    this.audienceId = groupId;
    this.operation = operation;
    this.lane = lanes[operation];
  }

  @Field(() => WaitingReasonEnum, { description: 'Why the next batch has not left.' })
  get reason(): WaitingReason {
    return this.waiting.reason;
  }

  @Field(() => String, {
    nullable: true,
    description:
      'The word behind it: what the hold is for, such as `INVALID_TOKEN`, or why the last try failed.',
  })
  get because(): string | null {
    return this.waiting.because;
  }

  @Field(() => Date, { nullable: true, description: 'When it may leave by itself, if that is known.' })
  get until(): Date | null {
    return timeOf(this.waiting.untilMs);
  }

  @Field(() => Date, {
    nullable: true,
    description:
      'When its users are given up if nothing changes. Null while nothing has failed and nothing is held.',
  })
  get givesUpAt(): Date | null {
    return timeOf(this.waiting.givesUpAtMs);
  }

  @Field(() => Int, { description: 'How many batches are not settled.' })
  get batches(): number {
    return this.lane.batches;
  }

  @Field(() => BigCount, { description: 'How many users they hold, of all steps that feed the audience.' })
  get users(): number {
    return this.lane.items;
  }

  @Field(() => DeliveryBatchObject, { nullable: true, description: 'The next one that is not on its way.' })
  get next(): DeliveryBatchObject | null {
    const { next } = this.lane;
    return next && new DeliveryBatchObject(next);
  }

  @Field(() => DeliveryBatchObject, {
    nullable: true,
    description: 'The earlier batch of the opposite operation that must be settled before `next` may leave.',
  })
  get blockedBy(): DeliveryBatchObject | null {
    const { blockedBy } = this.lane;
    return blockedBy && new DeliveryBatchObject(blockedBy);
  }
}
