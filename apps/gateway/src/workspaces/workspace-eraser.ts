import { HOLD_REASONS } from '@audience-sync/domain';
import {
  AuditEventsRepository,
  CanvasesRepository,
  ConnectionsRepository,
  type Database,
  ErasureRepository,
  StepMetricsRepository,
} from '@audience-sync/persistence';

import { type DeliveryStore } from '../deliveries/delivery-store.ts';
import { PostgresDeliveryStore } from '../deliveries/postgres-delivery-store.ts';
import { UserErasureService } from '../deliveries/user-erasure.service.ts';

/** What was forgotten. `stillSending`: how many batches are on their way to Pinterest, whose users are forgotten another time. */
export interface ErasedUsers {
  readonly entries: number;
  readonly handoffs: number;
  readonly stillSending: number;
}

export interface ErasedWorkspace extends ErasedUsers {
  readonly keys: number;
  readonly connections: number;
  readonly channels: number;
}

/** Forgets workspaces, or all of their users, while everything is at work; the counts stay. May be done again. */
export class WorkspaceEraser {
  private readonly connections: ConnectionsRepository;
  private readonly erasure: ErasureRepository;
  private readonly audit: AuditEventsRepository;
  private readonly store: DeliveryStore;
  private readonly users: UserErasureService;

  constructor(private readonly database: Database) {
    this.connections = new ConnectionsRepository(database);
    this.erasure = new ErasureRepository(database);
    this.audit = new AuditEventsRepository(database);
    this.store = new PostgresDeliveryStore(database, new StepMetricsRepository(database));
    const canvases = new CanvasesRepository(database);
    this.users = new UserErasureService(database, canvases, this.erasure, this.store, this.audit);
  }

  async eraseUsers(actor: string, workspaceId: string): Promise<ErasedUsers> {
    const { entries, handoffs, stillSending } = await this.users.eraseAllUsers({ workspaceId, keyId: actor });
    return { entries, handoffs, stillSending };
  }

  /** First nothing may come in or go out any more; then what is there is forgotten. */
  async erase(actor: string, workspaceId: string): Promise<ErasedWorkspace> {
    const ended = await this.database.transaction(async (tx) => {
      const connections = await this.connections.list(workspaceId, tx);
      for (const { id } of connections) {
        await this.connections.disconnect(workspaceId, id, tx);
        await this.store.hold({ flowId: id }, HOLD_REASONS.disconnected, tx);
      }
      const event = { workspaceId, actor, action: 'workspace.erased', detail: {} };
      await this.audit.record({ ...event, subjectType: 'workspace', subjectId: workspaceId }, tx);
      return { ...(await this.erasure.eraseAccess(tx, workspaceId)), connections: connections.length };
    });
    return { ...ended, ...(await this.eraseUsers(actor, workspaceId)) };
  }
}
