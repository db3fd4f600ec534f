import { type BatchState, type BatchView, type Operation } from '@audience-sync/batching-scheduler';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { OperationEnum } from '../graphql/enums.ts';
import { timeOf } from './time-of.ts';
import { BatchStateEnum } from './delivery.enums.ts';

@Requires('VIEWER')
@ObjectType('DeliveryBatch', { description: 'Users of one audience who are sent in one request.' })
export class DeliveryBatchObject {
  constructor(private readonly source: BatchView) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.batchId;
  }

  @Field(() => BatchStateEnum, { description: 'Where it is on its way.' })
  get state(): BatchState {
    return this.source.state;
  }

  @Field(() => OperationEnum, { description: 'What it does with its users in the audience.' })
  get operation(): Operation {
    return this.source.operation;
  }

  @Field(() => Int, { description: 'How many users it holds, of all steps that feed the audience.' })
  get users(): number {
    return this.source.items;
  }

  @Field(() => Int, { description: 'How many tries have failed since it was sealed, or brought back.' })
  get failures(): number {
    return this.source.failures;
  }

  @Field(() => Date, { nullable: true, description: 'When it was closed to more users.' })
  get sealedAt(): Date | null {
    return timeOf(this.source.sealedAtMs);
  }

  @Field(() => Date, { nullable: true, description: 'When it was accepted, given up or split.' })
  get settledAt(): Date | null {
    return timeOf(this.source.settledAtMs);
  }

  @Field(() => Date, { nullable: true, description: 'Before this it is not tried again.' })
  get notBefore(): Date | null {
    return timeOf(this.source.notBeforeMs);
  }

  @Field(() => Date, {
    nullable: true,
    description:
      'When its users are given up if nothing helps: 13 hours after the first failure. Null while nothing has failed.',
  })
  get deadline(): Date | null {
    return timeOf(this.source.deadlineMs);
  }

  @Field(() => String, {
    nullable: true,
    description: 'Why the last try failed, or it was given up or split.',
  })
  get reason(): string | null {
    return this.source.reason;
  }
}
