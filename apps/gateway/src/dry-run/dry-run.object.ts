import {
  MIN_MATCHED_USERS,
  type AudienceSyncStep,
  type DryRunReport,
  type FieldReport,
  type MatchField,
  type NotSyncedCount,
  type NotSyncedReason,
} from '@audience-sync/domain';
import { type StoredDryRun } from '@audience-sync/persistence';
import { createUnionType, Field, Float, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { MAX_USERS_PER_CALL, StepNotSyncableError, UserInput } from '../entries/enter-step.results.ts';
import { BigCount } from '../graphql/big-count.scalar.ts';
import { MatchFieldEnum, NotSyncedReasonEnum } from '../graphql/enums.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';

@Requires('VIEWER')
@ObjectType('NotSyncedReasonCount', { description: 'How many users cannot be synced for one reason.' })
export class NotSyncedCountObject implements NotSyncedCount {
  @Field(() => NotSyncedReasonEnum, { description: 'The reason.' })
  readonly reason!: NotSyncedReason;

  @Field(() => BigCount, { description: 'How many users.' })
  readonly users!: number;
}

@Requires('VIEWER')
@ObjectType('DryRunField', {
  description: 'What the users of a dry run have for one match field. usable + unusable + missing = users.',
})
export class DryRunFieldObject implements FieldReport {
  @Field(() => MatchFieldEnum, { description: 'The match field.' })
  readonly field!: MatchField;

  @Field(() => Boolean, { description: 'Whether the step matches by it.' })
  readonly used!: boolean;

  @Field(() => BigCount, { description: 'Users with at least one value that can be matched by.' })
  readonly usable!: number;

  @Field(() => [NotSyncedCountObject], {
    description: 'Users whose every value is faulty, by what is wrong.',
  })
  readonly unusable!: readonly NotSyncedCountObject[];

  @Field(() => BigCount, { description: 'Users without a value.' })
  readonly missing!: number;
}

@Requires('VIEWER')
@ObjectType('DryRunQuota', { description: 'What is left of a quota of Pinterest.' })
export class DryRunQuotaObject {
  @Field(() => String, { description: 'Its name: `writes` (a second), `ads_write` or `universal`.' })
  readonly name!: string;

  @Field(() => Int, { description: 'How many requests it allows in its period.' })
  readonly limit!: number;

  @Field(() => Int, { description: 'How many are left now.' })
  readonly remaining!: number;

  @Field(() => Date, {
    nullable: true,
    description: 'When all of it is free again; null when nothing is used.',
  })
  readonly resetAt!: Date | null;
}

@Requires('VIEWER')
@ObjectType('DryRunEstimate', {
  description: 'How long syncing them would take now, if nobody else sent anything.',
})
export class DryRunEstimateObject {
  @Field(() => Int, { description: 'In seconds, from their entering to the last answer of Pinterest.' })
  readonly seconds!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The quota that takes longest; null: none has to be waited for.',
  })
  readonly limitedBy!: string | null;

  @Field(() => [DryRunQuotaObject], { description: 'The quotas that the requests draw on.' })
  readonly quotas!: readonly DryRunQuotaObject[];
}

@Requires('VIEWER')
@ObjectType('DryRun', {
  description:
    'What would become of a sample of users in a step. Nobody entered, and nothing of the users is kept but these counts.',
})
export class DryRunObject {
  constructor(
    private readonly stored: StoredDryRun,
    readonly step: AudienceSyncStep,
    /** How many matched users the audience has already, as far as is known. */
    private readonly audienceSize: number,
  ) {}

  get report(): DryRunReport {
    return this.stored.report;
  }

  @Field(() => ID, { description: 'The step.' })
  get stepId(): string {
    return this.stored.stepId;
  }

  @Field(() => Date, { description: 'When it was made.' })
  get madeAt(): Date {
    return this.stored.madeAt;
  }

  @Field(() => BigCount, { description: 'Users who would enter: usable + not synced.' })
  get users(): number {
    return this.report.users;
  }

  @Field(() => BigCount, { description: 'Users or lines that are faulty and would not enter.' })
  get rejected(): number {
    return this.report.rejected;
  }

  @Field(() => BigCount, { description: 'Users who would be sent to Pinterest.' })
  get usable(): number {
    return this.report.usable;
  }

  @Field(() => [NotSyncedCountObject], { description: 'Users who would not be synced, by reason.' })
  get notSynced(): readonly NotSyncedCount[] {
    return this.report.notSynced;
  }

  @Field(() => [DryRunFieldObject], { description: 'What they have for each match field.' })
  get fields(): readonly FieldReport[] {
    return this.report.fields;
  }

  @Field(() => BigCount, { description: 'Usable users all of whose identifiers an earlier one has too.' })
  get duplicateUsers(): number {
    return this.report.duplicateUsers;
  }

  @Field(() => Boolean, {
    description: 'Whether every user was looked at for duplicates: up to a million identifiers are.',
  })
  get duplicatesComplete(): boolean {
    return this.report.duplicatesComplete;
  }

  @Field(() => BigCount, {
    description: 'Requests to Pinterest, the one that creates the audience included.',
  })
  get requests(): number {
    return this.report.requests;
  }

  @Field(() => Int, { description: 'From about how many matched users on ads can use the audience.' })
  get minimumMatchedUsers(): number {
    return MIN_MATCHED_USERS;
  }

  @Field(() => Boolean, {
    description: 'Whether the audience can reach that minimum with these users, if all of them match.',
  })
  get canReachMinimum(): boolean {
    return this.reachable >= MIN_MATCHED_USERS;
  }

  @Field(() => Float, {
    nullable: true,
    description:
      'The share of these users that must match for it, 0 to 1; null when not even all are enough.',
  })
  get matchRateNeeded(): number | null {
    if (!this.canReachMinimum) return null;
    const missing = Math.max(0, MIN_MATCHED_USERS - this.audienceSize);
    return missing === 0 ? 0 : missing / this.distinct;
  }

  private get distinct(): number {
    return this.report.usable - this.report.duplicateUsers;
  }

  private get reachable(): number {
    return this.step.operation === 'ADD' ? this.audienceSize + this.distinct : this.audienceSize;
  }
}

@InputType({ description: 'A sample of users for an audience sync step. Nobody enters.' })
export class DryRunStepInput {
  @Field(() => ID, { description: 'The step.' })
  stepId!: string;

  @Field(() => [UserInput], {
    description: `The users, 1 to ${MAX_USERS_PER_CALL}. Send them in variables; a file goes to \`POST /v1/steps/{id}/dry-run\`.`,
  })
  users!: UserInput[];
}

export const DryRunStepResult = createUnionType({
  name: 'DryRunStepResult',
  description: 'What `dryRunStep` answers.',
  types: () => [DryRunObject, NotFoundError, InvalidInputError, StepNotSyncableError] as const,
});
