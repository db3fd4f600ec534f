import { Args, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { type InvalidInputError } from '../graphql/user-error.object.ts';
import { UpdateAlertSettingsResult } from './alert-channel.object.ts';
import { AlertObject, AlertPage, AlertSettingsObject, UpdateAlertSettingsInput } from './alert.object.ts';
import { AlertsService } from './alerts.service.ts';

@Resolver(() => AlertObject)
export class AlertResolver {
  constructor(private readonly service: AlertsService) {}

  @Requires('VIEWER')
  @Query(() => AlertPage, {
    complexity: pageCost,
    description: 'What is wrong in the workspace, and what was; the newest first.',
  })
  alerts(
    @CurrentCaller() { workspaceId }: Caller,
    @Args() page: PageArgs,
    @Args('openOnly', { type: () => Boolean, nullable: true, description: 'Only what is still wrong.' })
    openOnly: boolean | null | undefined,
  ): Promise<AlertPage> {
    return this.service.page(workspaceId, openOnly ?? false, page);
  }

  @Requires('VIEWER')
  @Subscription(() => [AlertObject], {
    description:
      'Everything that is wrong in the workspace: as it is now at once, then whenever something opens or is over.',
  })
  alertsChanged(
    @CurrentCaller() caller: Caller,
  ): Promise<AsyncIterator<{ alertsChanged: readonly AlertObject[] }>> {
    return this.service.subscribe(caller);
  }

  @Requires('VIEWER')
  @Query(() => AlertSettingsObject, { description: 'From when on the workspace wants to hear of it.' })
  alertSettings(@CurrentCaller() { workspaceId }: Caller): Promise<AlertSettingsObject> {
    return this.service.settings(workspaceId);
  }

  @Requires('ADMIN')
  @Mutation(() => UpdateAlertSettingsResult, {
    description: 'Changes from when on the workspace wants to hear of it.',
  })
  updateAlertSettings(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The changes.' }) input: UpdateAlertSettingsInput,
  ): Promise<AlertSettingsObject | InvalidInputError> {
    return this.service.updateSettings(caller, input);
  }
}
