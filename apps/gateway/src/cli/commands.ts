import { parseName, type ApiKey, type Workspace } from '@audience-sync/domain';
import {
  ApiKeysRepository,
  AuditEventsRepository,
  CanvasesRepository,
  type Database,
  ErasureRepository,
  StepMetricsRepository,
  WorkspacesRepository,
  type Tx,
} from '@audience-sync/persistence';

import { PostgresDeliveryStore } from '../deliveries/postgres-delivery-store.ts';
import { UserErasureService } from '../deliveries/user-erasure.service.ts';
import { type Command } from './arguments.ts';

type Run<K extends Command['kind']> = (command: Extract<Command, { kind: K }>) => Promise<object>;

/** What the operator's commands do; each answers what to print. */
export class Commands {
  private readonly workspaces: WorkspacesRepository;
  private readonly keys: ApiKeysRepository;
  private readonly audit: AuditEventsRepository;

  constructor(private readonly database: Database) {
    this.workspaces = new WorkspacesRepository(database);
    this.keys = new ApiKeysRepository(database);
    this.audit = new AuditEventsRepository(database);
  }

  run(command: Exclude<Command, { kind: 'help' }>): Promise<object> {
    switch (command.kind) {
      case 'workspace.create':
        return this.createWorkspace(command);
      case 'workspace.list':
        return this.workspaces.list().then((workspaces) => ({ workspaces }));
      case 'workspace.erase-users':
        return this.eraseUsers(command);
      case 'key.create':
        return this.createKey(command);
      case 'key.list':
        return this.keys.list(command.workspaceId).then((keys) => ({ keys }));
      case 'key.revoke':
        return this.revokeKey(command);
    }
  }

  private readonly createWorkspace: Run<'workspace.create'> = ({ name, role }) =>
    this.database.transaction(async (tx) => {
      const workspace = await this.workspaces.create(cleanName(name), tx);
      const { apiKey, secret } = await this.newKey(workspace.id, 'first key', role, tx);
      return { workspaceId: workspace.id, name: workspace.name, keyId: apiKey.id, role, apiKey: secret };
    });

  private readonly eraseUsers: Run<'workspace.erase-users'> = async ({ workspaceId }) => {
    if (!(await this.workspaces.find(workspaceId))) throw new Error(`there is no workspace ${workspaceId}`);
    const { database, audit } = this;
    const store = new PostgresDeliveryStore(database, new StepMetricsRepository(database));
    const [canvases, erasure] = [new CanvasesRepository(database), new ErasureRepository(database)];
    const service = new UserErasureService(database, canvases, erasure, store, audit);
    const { entries, handoffs, stillSending } = await service.eraseAllUsers({
      workspaceId,
      keyId: 'command-line',
    });
    return { workspaceId, entries, handoffs, stillSending };
  };

  private readonly createKey: Run<'key.create'> = ({ workspaceId, name, role }) =>
    this.database.transaction(async (tx) => {
      const workspace: Workspace | null = await this.workspaces.find(workspaceId, tx);
      if (!workspace) throw new Error(`there is no workspace ${workspaceId}`);
      const { apiKey, secret } = await this.newKey(workspaceId, cleanName(name), role, tx);
      return { workspaceId, name: apiKey.name, keyId: apiKey.id, role, apiKey: secret };
    });

  private readonly revokeKey: Run<'key.revoke'> = ({ workspaceId, keyId }) =>
    this.database.transaction(async (tx) => {
      const key = await this.keys.revoke(workspaceId, keyId, tx);
      if (!key) throw new Error(`there is no key ${keyId} in this workspace`);
      await this.record(key, 'api-key.revoked', tx);
      return { key };
    });

  private async newKey(
    workspaceId: string,
    name: string,
    role: ApiKey['role'],
    tx: Tx,
  ): Promise<{ apiKey: ApiKey; secret: string }> {
    const made = await this.keys.create(workspaceId, { name, role }, tx);
    await this.record(made.apiKey, 'api-key.created', tx);
    return made;
  }

  private record({ workspaceId, id, role }: ApiKey, action: string, tx: Tx): Promise<void> {
    const event = { workspaceId, actor: 'command-line', action, detail: { role } };
    return this.audit.record({ ...event, subjectType: 'api-key', subjectId: id }, tx);
  }
}

function cleanName(raw: string): string {
  const result = parseName(raw);
  if ('problem' in result) throw new Error(`the name cannot be used (${result.problem})`);
  return result.name;
}
