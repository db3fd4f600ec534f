import { isSyncStep } from '@audience-sync/domain';
import { topics } from '@audience-sync/messaging';
import {
  CanvasesRepository,
  ErroredUsersRepository,
  type ErroredUsersView,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { ErroredUsersObject } from './errored-users.object.ts';
import { LiveService } from './live.service.ts';

const LATEST_SHOWN = 10;

/** The users of a step who were given up, as they become more or fewer. */
@Injectable()
export class ErroredLiveService {
  constructor(
    private readonly live: LiveService,
    private readonly canvases: CanvasesRepository,
    private readonly errored: ErroredUsersRepository,
  ) {}

  async subscribe(
    { workspaceId }: Caller,
    stepId: string,
  ): Promise<AsyncIterableIterator<Record<'erroredUsersChanged', ErroredUsersObject>>> {
    const [step] = (await this.canvases.findSteps(workspaceId, [stepId])).filter(isSyncStep);
    return this.live.subscribe<ErroredUsersView, 'erroredUsersChanged', ErroredUsersObject>({
      field: 'erroredUsersChanged',
      id: stepId,
      read: async () => (step ? this.errored.find(stepId, LATEST_SHOWN) : null),
      topicsOf: () => [topics.stepMetrics(stepId)],
      show: (view) => new ErroredUsersObject(stepId, view),
    });
  }
}
