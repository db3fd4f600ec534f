import { type AuditEvent } from '@audience-sync/domain';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { pageOf } from '../graphql/page.object.ts';

@Requires('ADMIN')
@ObjectType('AuditEvent', { description: 'Who did what to which thing.' })
export class AuditEventObject {
  constructor(private readonly source: AuditEvent) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => Date, { description: 'When it was done.' })
  get at(): Date {
    return this.source.at;
  }

  @Field(() => String, {
    description:
      'Who did it: the id of an API key, the subject of a token (hashed when it may be personal), `command-line`, or `system`.',
  })
  get actor(): string {
    return this.source.actor;
  }

  @Field(() => String, { description: 'What was done, such as `canvas.launched`.' })
  get action(): string {
    return this.source.action;
  }

  @Field(() => String, { description: 'What kind of thing it was done to, such as `canvas`.' })
  get subjectType(): string {
    return this.source.subjectType;
  }

  @Field(() => ID, { description: 'The id of the thing.' })
  get subjectId(): string {
    return this.source.subjectId;
  }

  @Field(() => String, { description: 'More about it, as JSON. Never holds personal data or secrets.' })
  get detail(): string {
    return JSON.stringify(this.source.detail);
  }
}

@ObjectType('AuditEventConnection', { description: 'A page of audit events.' })
export class AuditEventPage extends pageOf(AuditEventObject, 'AuditEvent', 'audit events') {}
