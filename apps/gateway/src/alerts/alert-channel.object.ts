import { type AlertChannelKind } from '@audience-sync/domain';
import { type AlertChannel } from '@audience-sync/persistence';
import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { AlertChannelKindEnum } from './alert.enums.ts';
import { AlertSettingsObject } from './alert.object.ts';

@Requires('ADMIN')
@ObjectType('AlertChannel', { description: 'Where a workspace hears of alerts.' })
export class AlertChannelObject {
  constructor(readonly source: AlertChannel) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => AlertChannelKindEnum, { description: 'How alerts are told.' })
  get kind(): AlertChannelKind {
    return this.source.kind;
  }

  @Field(() => String, { description: 'The web or e-mail address. It is encrypted at rest.' })
  get address(): string {
    return this.source.target.address;
  }

  @Field(() => Date, { description: 'When it was set up.' })
  get createdAt(): Date {
    return this.source.createdAt;
  }

  @Field(() => Date, { nullable: true, description: 'When something was last delivered.' })
  get deliveredAt(): Date | null {
    return this.source.deliveredAt;
  }

  @Field(() => String, {
    nullable: true,
    description: 'What went wrong at the last try; null when it was delivered. Tries go on for three days.',
  })
  get lastError(): string | null {
    return this.source.lastError;
  }
}

@InputType({ description: 'A new webhook.' })
export class CreateAlertWebhookInput {
  @Field(() => String, {
    description: 'Where to call: an address of the open internet that begins with https://.',
  })
  url!: string;
}

@InputType({ description: 'A new e-mail address for alerts.' })
export class CreateAlertEmailInput {
  @Field(() => String, { description: 'The address.' })
  address!: string;
}

@Requires('ADMIN')
@ObjectType({ description: 'A new webhook.' })
export class CreateAlertWebhookPayload {
  @Field(() => AlertChannelObject, { description: 'The webhook as it is listed.' })
  readonly channel: AlertChannelObject;

  @Field(() => String, {
    description:
      'What calls are signed with, as Standard Webhooks has it (`whsec_…`). It is shown here, once.',
  })
  readonly secret: string;

  constructor(channel: AlertChannelObject, secret: string) {
    this.channel = channel;
    this.secret = secret;
  }
}

@Requires('ADMIN')
@ObjectType({ description: 'A channel that is no more.' })
export class RemoveAlertChannelPayload {
  constructor(
    /** The one that was removed. */
    private readonly channelId: string,
  ) {}

  @Field(() => ID, { description: 'The channel that was removed.' })
  get removedId(): string {
    return this.channelId;
  }
}

export const CreateAlertWebhookResult = createUnionType({
  name: 'CreateAlertWebhookResult',
  description: 'What `createAlertWebhook` answers.',
  types: () => [CreateAlertWebhookPayload, InvalidInputError] as const,
});

export const CreateAlertEmailResult = createUnionType({
  name: 'CreateAlertEmailResult',
  description: 'What `createAlertEmail` answers.',
  types: () => [AlertChannelObject, InvalidInputError] as const,
});

export const RemoveAlertChannelResult = createUnionType({
  name: 'RemoveAlertChannelResult',
  description: 'What `removeAlertChannel` answers.',
  types: () => [RemoveAlertChannelPayload, NotFoundError] as const,
});

export const TestAlertChannelResult = createUnionType({
  name: 'TestAlertChannelResult',
  description: 'What `testAlertChannel` answers.',
  types: () => [AlertChannelObject, NotFoundError] as const,
});

export const UpdateAlertSettingsResult = createUnionType({
  name: 'UpdateAlertSettingsResult',
  description: 'What `updateAlertSettings` answers.',
  types: () => [AlertSettingsObject, InvalidInputError] as const,
});
