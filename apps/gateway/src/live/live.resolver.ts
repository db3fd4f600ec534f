import { Args, ID, Resolver, Subscription } from '@nestjs/graphql';

import { AudienceObject } from '../audiences/audience.object.ts';
import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { PinterestConnectionObject } from '../connections/pinterest-connection.object.ts';
import { BatchActivityObject } from './batch-activity.object.ts';
import { BatchActivityService } from './batch-activity.service.ts';
import { CanvasStateObject } from './canvas-state.object.ts';
import { ErroredLiveService } from './errored-live.service.ts';
import { ErroredUsersObject } from './errored-users.object.ts';
import { LiveViewsService } from './live-views.service.ts';

const ALWAYS =
  'As it is now at once, then after every change, at most four times a second. The last value always arrives.';

@Resolver()
export class LiveResolver {
  constructor(
    private readonly views: LiveViewsService,
    private readonly batches: BatchActivityService,
    private readonly errored: ErroredLiveService,
  ) {}

  @Requires('VIEWER')
  @Subscription(() => CanvasStateObject, {
    description: `Whether users can enter a canvas, and what keeps it from syncing. ${ALWAYS}`,
  })
  canvasStateChanged(
    @CurrentCaller() caller: Caller,
    @Args('canvasId', { type: () => ID, description: 'The canvas.' }) canvasId: string,
  ): Promise<AsyncIterator<{ canvasStateChanged: CanvasStateObject }>> {
    return this.views.canvas(caller, canvasId);
  }

  @Requires('VIEWER')
  @Subscription(() => PinterestConnectionObject, { description: `A Pinterest connection. ${ALWAYS}` })
  pinterestConnectionChanged(
    @CurrentCaller() caller: Caller,
    @Args('connectionId', { type: () => ID, description: 'The connection.' }) connectionId: string,
  ): Promise<AsyncIterator<{ pinterestConnectionChanged: PinterestConnectionObject }>> {
    return this.views.connection(caller, connectionId);
  }

  @Requires('VIEWER')
  @Subscription(() => AudienceObject, { description: `An audience: its status and size. ${ALWAYS}` })
  audienceChanged(
    @CurrentCaller() caller: Caller,
    @Args('audienceId', { type: () => ID, description: 'The audience.' }) audienceId: string,
  ): Promise<AsyncIterator<{ audienceChanged: AudienceObject }>> {
    return this.views.audience(caller, audienceId);
  }

  @Requires('VIEWER')
  @Subscription(() => ErroredUsersObject, { description: `The users of a step who were given up. ${ALWAYS}` })
  erroredUsersChanged(
    @CurrentCaller() caller: Caller,
    @Args('stepId', { type: () => ID, description: 'The step.' }) stepId: string,
  ): Promise<AsyncIterator<{ erroredUsersChanged: ErroredUsersObject }>> {
    return this.errored.subscribe(caller, stepId);
  }

  @Requires('ADMIN')
  @Subscription(() => BatchActivityObject, {
    description: `What the batches of a connection are doing, for operators. ${ALWAYS}`,
  })
  batchActivityChanged(
    @CurrentCaller() caller: Caller,
    @Args('connectionId', { type: () => ID, description: 'The connection.' }) connectionId: string,
  ): Promise<AsyncIterator<{ batchActivityChanged: BatchActivityObject }>> {
    return this.batches.subscribe(caller, connectionId);
  }
}
