import { type Connection, HOLD_REASONS } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import { AuditEventsRepository, ConnectionsRepository, Database } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { SchedulerStore } from '../scheduler/scheduler-store.ts';

/** The Pinterest connections of a workspace. */
@Injectable()
export class ConnectionsService {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionsRepository,
    private readonly store: SchedulerStore,
    private readonly audit: AuditEventsRepository,
    private readonly bus: TopicBus,
  ) {}

  list(workspaceId: string): Promise<readonly Connection[]> {
    return this.connections.list(workspaceId);
  }

  find(workspaceId: string, id: string): Promise<Connection | null> {
    return this.connections.find(workspaceId, id);
  }

  /** Deletes the tokens and parks what is pending. Null: no such connection. */
  async disconnect(caller: Caller, id: string): Promise<Connection | null> {
    const { workspaceId, keyId } = caller;
    const done = await this.database.transaction(async (tx) => {
      if (!(await this.connections.disconnect(workspaceId, id, tx))) return false;
      await this.store.hold({ flowId: id }, HOLD_REASONS.disconnected, tx);
      const event = { workspaceId, actor: keyId, action: 'connection.disconnected', detail: {} };
      await this.audit.record({ ...event, subjectType: 'connection', subjectId: id }, tx);
      return true;
    });
    if (!done) return null;
    await this.bus.publish([topics.connection(id)]);
    return this.connections.find(workspaceId, id);
  }
}
