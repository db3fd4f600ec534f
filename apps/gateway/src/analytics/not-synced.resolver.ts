import { type NotSyncedReason } from '@audience-sync/domain';
import { Args, ID, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import { NotSyncedReasonEnum } from '../graphql/enums.ts';
import { NotSyncedUserObject, NotSyncedUserPage } from './not-synced.object.ts';
import { NotSyncedService } from './not-synced.service.ts';

@Resolver(() => NotSyncedUserObject)
export class NotSyncedResolver {
  constructor(private readonly service: NotSyncedService) {}

  @Requires('VIEWER')
  @Query(() => NotSyncedUserPage, {
    complexity: pageCost,
    description: 'The users of a step who could not be synced, and why; the latest first.',
  })
  notSyncedUsers(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('stepId', { type: () => ID, description: 'The step.' }) stepId: string,
    @Args() page: PageArgs,
    @Args('reason', { type: () => NotSyncedReasonEnum, nullable: true, description: 'Only those.' })
    reason: NotSyncedReason | null | undefined,
  ): Promise<NotSyncedUserPage> {
    return this.service.page(workspaceId, { ...page, stepId, reason: reason ?? null });
  }
}
