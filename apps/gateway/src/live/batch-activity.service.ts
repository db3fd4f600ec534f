import { topics } from '@audience-sync/messaging';
import { ActivityRepository, ConnectionsRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { BatchActivityObject, type BatchActivity } from './batch-activity.object.ts';
import { LiveService } from './live.service.ts';

/** Attempts of so many minutes are shown to operators. */
const RECENT_MINUTES = 5;

/** What the batches of a connection are doing, as it changes. */
@Injectable()
export class BatchActivityService {
  constructor(
    private readonly live: LiveService,
    private readonly connections: ConnectionsRepository,
    private readonly activity: ActivityRepository,
  ) {}

  subscribe(
    { workspaceId }: Caller,
    connectionId: string,
  ): Promise<AsyncIterableIterator<Record<'batchActivityChanged', BatchActivityObject>>> {
    return this.live.subscribe<BatchActivity, 'batchActivityChanged', BatchActivityObject>({
      field: 'batchActivityChanged',
      id: connectionId,
      read: () => this.read(workspaceId, connectionId),
      topicsOf: () => [topics.activity(connectionId), topics.connection(connectionId)],
      show: (activity) => new BatchActivityObject(activity),
    });
  }

  private async read(workspaceId: string, connectionId: string): Promise<BatchActivity | null> {
    if (!(await this.connections.find(workspaceId, connectionId))) return null;
    const [lanes, answers] = await Promise.all([
      this.activity.lanes(connectionId),
      this.activity.answers(connectionId, RECENT_MINUTES),
    ]);
    return { connectionId, lanes, answers };
  }
}
