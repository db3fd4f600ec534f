import { type BatchState, type ItemTrace } from '@audience-sync/batching-scheduler';
import { type Step } from '@audience-sync/domain';
import { type NotSyncedEntry } from '@audience-sync/persistence';
import { readOrigin } from '@audience-sync/platform';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { pageOf } from '../graphql/page.object.ts';
import { StepObject, toStepObject } from '../steps/step.object.ts';
import { DeliveryAttemptObject } from './delivery-attempt.object.ts';
import { DeliveryBatchObject } from './delivery-batch.object.ts';
import { UserOutcomeEnum, type UserOutcome } from './delivery.enums.ts';

interface UserEntry {
  readonly step: Step;
  readonly enteredAt: Date;
  readonly outcome: UserOutcome;
  readonly reason: string | null;
  readonly trace: ItemTrace | null;
}

const OUTCOMES: Readonly<Record<BatchState, UserOutcome>> = {
  OPEN: 'PENDING',
  READY: 'PENDING',
  IN_FLIGHT: 'PENDING',
  WAITING: 'PENDING',
  SPLIT: 'PENDING',
  SYNCED: 'SYNCED',
  ERRORED: 'ERRORED',
};

@Requires('VIEWER')
@ObjectType('UserEntry', {
  description: 'One time that a user entered a step, and everything that came of it.',
})
export class UserEntryObject {
  constructor(private readonly source: UserEntry) {}

  static ofTrace(trace: ItemTrace, step: Step): UserEntryObject {
    const outcome = OUTCOMES[trace.batch.state];
    const reason = outcome === 'SYNCED' ? null : trace.batch.reason;
    return new UserEntryObject({ step, enteredAt: new Date(trace.enteredAtMs), outcome, reason, trace });
  }

  static ofNotSynced({ enteredAt, reason }: NotSyncedEntry, step: Step): UserEntryObject {
    return new UserEntryObject({ step, enteredAt, outcome: 'NOT_SYNCED', reason, trace: null });
  }

  @Field(() => StepObject, { description: 'The step.' })
  get step(): StepObject {
    return toStepObject(this.source.step);
  }

  @Field(() => Date, {
    description: 'When the user entered, or the window of at most 5 seconds began in which the user did.',
  })
  get enteredAt(): Date {
    return this.source.enteredAt;
  }

  @Field(() => UserOutcomeEnum, {
    description:
      'What has become of the user. Who was overruled by the opposite word in the same window shares the outcome of the batch, though nothing was sent: `SYNCED`, mostly.',
  })
  get outcome(): UserOutcome {
    return this.source.outcome;
  }

  @Field(() => String, {
    nullable: true,
    description:
      'Why the user is not synced or was given up, or why the last try failed. `NO_MATCH_FIELD`, `BAD_RECORDS`, `TRANSIENT` and others.',
  })
  get reason(): string | null {
    return this.source.reason;
  }

  @Field(() => ID, {
    nullable: true,
    description: 'The chunk of the batch that holds the user. Null when the user is not synced.',
  })
  get chunkId(): string | null {
    const { trace } = this.source;
    return trace && `${trace.batch.batchId}/${trace.chunkNo}`;
  }

  @Field(() => String, {
    nullable: true,
    description:
      'The id of the call that brought the user: what it sent or was answered as `X-Request-Id`, and what lines of the log carry. Null when the user is not synced, or entered before ids were kept.',
  })
  get correlationId(): string | null {
    const origin = this.source.trace?.origin ?? null;
    return origin === null ? null : (readOrigin(origin)?.correlationId ?? null);
  }

  @Field(() => DeliveryBatchObject, {
    nullable: true,
    description: 'The batch that holds the user. Null when the user is not synced.',
  })
  get batch(): DeliveryBatchObject | null {
    const { trace } = this.source;
    return trace && new DeliveryBatchObject(trace.batch);
  }

  @Field(() => [DeliveryAttemptObject], {
    description:
      'Every try at sending the batch of the user, those of batches that were split since included; oldest first. Empty when the user is not synced, and when the batch needed no request since all its users were overruled by the opposite word in the same window.',
  })
  get attempts(): readonly DeliveryAttemptObject[] {
    return (this.source.trace?.attempts ?? []).map((attempt) => new DeliveryAttemptObject(attempt));
  }

  get enteredAtMs(): number {
    return this.source.enteredAt.getTime();
  }
}

@Requires('VIEWER')
@ObjectType('UserEntryConnection', { description: 'A page of the times that a user entered steps.' })
export class UserEntryPage extends pageOf(UserEntryObject, 'UserEntry', 'entries of the user') {}
