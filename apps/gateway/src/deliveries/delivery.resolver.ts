import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { pageCost } from '../graphql/limits/cost.ts';
import { PageArgs } from '../graphql/page.object.ts';
import {
  EraseUserInput,
  EraseUserResult,
  RedriveUsersInput,
  RedriveUsersResult,
} from './delivery.results.ts';
import { DeliveryWaitingObject } from './delivery-waiting.object.ts';
import { DeliveryWaitingService } from './delivery-waiting.service.ts';
import { ErroredUserObject, ErroredUserPage } from './errored-user.object.ts';
import { ErroredUsersService, type RedriveOutcome } from './errored-users.service.ts';
import { UserEntryPage } from './user-entry.object.ts';
import { UserErasureService, type EraseOutcome } from './user-erasure.service.ts';
import { UserTimelineService } from './user-timeline.service.ts';

@Resolver(() => ErroredUserObject)
export class DeliveryResolver {
  constructor(
    private readonly errored: ErroredUsersService,
    private readonly timeline: UserTimelineService,
    private readonly waiting: DeliveryWaitingService,
    private readonly erasure: UserErasureService,
  ) {}

  @Requires('VIEWER')
  @Query(() => ErroredUserPage, {
    nullable: true,
    complexity: pageCost,
    description:
      'The users of a step who were given up, with the reason and the last answer of Pinterest. Null: no such step.',
  })
  erroredUsers(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('stepId', { type: () => ID, description: 'The step.' }) stepId: string,
    @Args() page: PageArgs,
    @Args('reason', {
      type: () => String,
      nullable: true,
      description: 'Only those given up for this reason, as the breakdown of the metrics counts them.',
    })
    reason: string | null | undefined,
  ): Promise<ErroredUserPage | null> {
    return this.errored.page(workspaceId, { stepId, reason }, page);
  }

  @Requires('VIEWER')
  @Query(() => UserEntryPage, {
    complexity: pageCost,
    description:
      'What became of one user: every time that the user entered a step, with batch, tries and outcome; oldest first.',
  })
  userTimeline(
    @CurrentCaller() { workspaceId }: Caller,
    @Args() page: PageArgs,
    @Args('externalId', { type: () => ID, description: "The engine's own id of the user." })
    externalId: string,
    @Args('stepId', { type: () => ID, nullable: true, description: 'Only this step.' })
    stepId: string | null | undefined,
  ): Promise<UserEntryPage> {
    return this.timeline.page(workspaceId, { externalId, stepId }, page);
  }

  @Requires('VIEWER')
  @Query(() => DeliveryWaitingObject, {
    nullable: true,
    description:
      'Why the users of a step have not been sent yet: a hold, the quota, a failure, or an earlier batch of the opposite operation. Null: no such step, or nobody has entered it yet.',
  })
  deliveryWaiting(
    @CurrentCaller() { workspaceId }: Caller,
    @Args('stepId', { type: () => ID, description: 'The step.' }) stepId: string,
  ): Promise<DeliveryWaitingObject | null> {
    return this.waiting.explain(workspaceId, stepId);
  }

  @Requires('EDITOR')
  @Mutation(() => RedriveUsersResult, {
    description:
      'Brings errored users back: they are pending again and get 13 new hours. What a later step said of them since is not undone.',
  })
  redriveUsers(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which users.' }) input: RedriveUsersInput,
  ): Promise<RedriveOutcome> {
    return this.errored.redrive(caller, input);
  }

  @Requires('ADMIN')
  @Mutation(() => EraseUserResult, {
    description:
      'Forgets a user in every step of this workspace, for good. What had still to be sent of the user is not sent; counts stay. The audience at Pinterest is not changed: to be taken out of it, the user enters a removing step first.',
  })
  eraseUser(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'Which user.' }) { externalId }: EraseUserInput,
  ): Promise<EraseOutcome> {
    return this.erasure.eraseUser(caller, externalId);
  }
}
