import {
  alertMessage,
  type Alert,
  type AlertKind,
  type AlertSettings,
  type AlertSubject,
} from '@audience-sync/domain';
import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { pageOf } from '../graphql/page.object.ts';
import { AlertKindEnum, AlertSubjectEnum } from './alert.enums.ts';

@Requires('VIEWER')
@ObjectType('Alert', { description: 'Something that is wrong, from when it was seen until it was over.' })
export class AlertObject {
  constructor(readonly source: Alert) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => AlertKindEnum, { description: 'What is wrong.' })
  get kind(): AlertKind {
    return this.source.kind;
  }

  @Field(() => AlertSubjectEnum, { description: 'What kind of thing it is about.' })
  get subjectType(): AlertSubject {
    return this.source.subjectType;
  }

  @Field(() => ID, { description: 'The thing that it is about.' })
  get subjectId(): string {
    return this.source.subjectId;
  }

  @Field(() => String, { description: 'What is wrong and what to do, for people.' })
  get message(): string {
    return alertMessage(this.source);
  }

  @Field(() => Date, { description: 'When it was seen.' })
  get openedAt(): Date {
    return this.source.openedAt;
  }

  @Field(() => Date, { nullable: true, description: 'When it was over; null: it is still so.' })
  get resolvedAt(): Date | null {
    return this.source.resolvedAt;
  }
}

@Requires('VIEWER')
@ObjectType('AlertConnection', { description: 'A page of alerts.' })
export class AlertPage extends pageOf(AlertObject, 'Alert', 'alerts') {}

@Requires('VIEWER')
@ObjectType('AlertSettings', { description: 'From when on a workspace wants to hear of it.' })
export class AlertSettingsObject {
  constructor(private readonly source: AlertSettings) {}

  @Field(() => Int, { description: 'So many users of a step given up within a day are an alert.' })
  get erroredUsers(): number {
    return this.source.erroredUsers;
  }

  @Field(() => Int, { description: 'Users of an audience that wait for so many minutes are an alert.' })
  get backlogMinutes(): number {
    return this.source.backlogMinutes;
  }
}

@InputType({ description: 'Changes of the settings; what is left out stays.' })
export class UpdateAlertSettingsInput {
  @Field(() => Int, { nullable: true, description: 'Users of a step given up within a day, from 1.' })
  erroredUsers?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Minutes that users of an audience wait, from 1 to 10,080.',
  })
  backlogMinutes?: number | null;
}
