import { type ApiKey, type Workspace } from '@audience-sync/domain';
import {
  ApiKeysRepository,
  AuditEventsRepository,
  type Database,
  type NewApiKey,
  type Tx,
  WorkspacesRepository,
} from '@audience-sync/persistence';

/** A key and its secret, which is shown once. */
export interface MadeKey {
  readonly apiKey: ApiKey;
  readonly secret: string;
}

/** Makes and ends workspaces and keys, each with its trail: for the schema and for the command line. */
export class KeyMaker {
  private readonly workspaces: WorkspacesRepository;
  private readonly keys: ApiKeysRepository;
  private readonly audit: AuditEventsRepository;

  constructor(private readonly database: Database) {
    this.workspaces = new WorkspacesRepository(database);
    this.keys = new ApiKeysRepository(database);
    this.audit = new AuditEventsRepository(database);
  }

  /** A workspace with its first key. */
  createWorkspace(
    actor: string,
    name: string,
    role: ApiKey['role'],
  ): Promise<MadeKey & { readonly workspace: Workspace }> {
    return this.database.transaction(async (tx) => {
      const workspace = await this.workspaces.create(name, tx);
      await this.record(actor, 'workspace.created', 'workspace', workspace, tx);
      return { workspace, ...(await this.make(actor, workspace.id, { name: 'first key', role }, tx)) };
    });
  }

  /** Null: no such workspace. */
  renameWorkspace(actor: string, id: string, name: string): Promise<Workspace | null> {
    return this.database.transaction(async (tx) => {
      const workspace = await this.workspaces.rename(id, name, tx);
      if (workspace) await this.record(actor, 'workspace.renamed', 'workspace', workspace, tx);
      return workspace;
    });
  }

  createKey(actor: string, workspaceId: string, key: NewApiKey): Promise<MadeKey> {
    return this.database.transaction((tx) => this.make(actor, workspaceId, key, tx));
  }

  /** Null: no such key in this workspace. */
  revokeKey(actor: string, workspaceId: string, id: string): Promise<ApiKey | null> {
    return this.database.transaction(async (tx) => {
      const key = await this.keys.revoke(workspaceId, id, tx);
      if (key) await this.record(actor, 'api-key.revoked', 'api-key', key, tx, { role: key.role });
      return key;
    });
  }

  private async make(actor: string, workspaceId: string, key: NewApiKey, tx: Tx): Promise<MadeKey> {
    const made = await this.keys.create(workspaceId, key, tx);
    await this.record(actor, 'api-key.created', 'api-key', made.apiKey, tx, { role: key.role });
    return made;
  }

  private record(
    actor: string,
    action: string,
    subjectType: 'workspace' | 'api-key',
    subject: { readonly id: string; readonly workspaceId?: string },
    tx: Tx,
    detail: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const { id: subjectId, workspaceId = subjectId } = subject;
    return this.audit.record({ workspaceId, actor, action, subjectType, subjectId, detail }, tx);
  }
}
