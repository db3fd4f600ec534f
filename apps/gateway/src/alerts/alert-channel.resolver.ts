import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { listCost } from '../graphql/limits/cost.ts';
import { type InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import {
  AlertChannelObject,
  CreateAlertEmailInput,
  CreateAlertEmailResult,
  CreateAlertWebhookInput,
  type CreateAlertWebhookPayload,
  CreateAlertWebhookResult,
  RemoveAlertChannelPayload,
  RemoveAlertChannelResult,
  TestAlertChannelResult,
} from './alert-channel.object.ts';
import { AlertChannelsService } from './alert-channels.service.ts';

const CHANNEL = { type: () => ID, description: 'The channel.' } as const;
const notFound = (): NotFoundError => new NotFoundError('The channel', ['alertChannelId']);

@Resolver(() => AlertChannelObject)
export class AlertChannelResolver {
  constructor(private readonly service: AlertChannelsService) {}

  @Requires('ADMIN')
  @Query(() => [AlertChannelObject], {
    complexity: listCost(20),
    description: 'Where the workspace hears of alerts.',
  })
  alertChannels(@CurrentCaller() { workspaceId }: Caller): Promise<AlertChannelObject[]> {
    return this.service.list(workspaceId);
  }

  @Requires('ADMIN')
  @Mutation(() => CreateAlertWebhookResult, {
    description:
      'Sets up a webhook: every alert that opens or is over calls it, signed as Standard Webhooks says.',
  })
  createAlertWebhook(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new webhook.' }) { url }: CreateAlertWebhookInput,
  ): Promise<CreateAlertWebhookPayload | InvalidInputError> {
    return this.service.createWebhook(caller, url);
  }

  @Requires('ADMIN')
  @Mutation(() => CreateAlertEmailResult, { description: 'Sets up an e-mail address for alerts.' })
  createAlertEmail(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new address.' }) { address }: CreateAlertEmailInput,
  ): Promise<AlertChannelObject | InvalidInputError> {
    return this.service.createEmail(caller, address);
  }

  @Requires('ADMIN')
  @Mutation(() => RemoveAlertChannelResult, { description: 'Removes a channel; nothing more is told there.' })
  async removeAlertChannel(
    @CurrentCaller() caller: Caller,
    @Args('alertChannelId', CHANNEL) id: string,
  ): Promise<RemoveAlertChannelPayload | NotFoundError> {
    return (await this.service.remove(caller, id)) ? new RemoveAlertChannelPayload(id) : notFound();
  }

  @Requires('ADMIN')
  @Mutation(() => TestAlertChannelResult, {
    description: 'Tells a channel of a test. What becomes of it shows on the channel a moment later.',
  })
  async testAlertChannel(
    @CurrentCaller() caller: Caller,
    @Args('alertChannelId', CHANNEL) id: string,
  ): Promise<AlertChannelObject | NotFoundError> {
    return (await this.service.test(caller, id)) ?? notFound();
  }
}
