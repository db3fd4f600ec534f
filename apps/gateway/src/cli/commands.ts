import { parseName } from '@audience-sync/domain';
import {
  AlertChannelsRepository,
  ApiKeysRepository,
  ConnectionTokensRepository,
  type Database,
  type TokenCipher,
  WorkspacesRepository,
} from '@audience-sync/persistence';

import { KeyMaker } from '../access/key-maker.ts';
import { WorkspaceEraser } from '../workspaces/workspace-eraser.ts';
import { type Command } from './arguments.ts';

type Run<K extends Command['kind']> = (command: Extract<Command, { kind: K }>) => Promise<object>;

/** Whom the audit trail names. */
const ACTOR = 'command-line';
const DAY_MS = 86_400_000;
/** Connections, or alert channels, whose secrets are encrypted anew in one transaction. */
const REENCRYPT_STEP = 100;

/** What the operator's commands do; each answers what to print. */
export class Commands {
  private readonly workspaces: WorkspacesRepository;
  private readonly keys: ApiKeysRepository;
  private readonly maker: KeyMaker;
  private readonly eraser: WorkspaceEraser;

  /** @param cipher made when a command needs it */
  constructor(
    private readonly database: Database,
    private readonly cipher: () => TokenCipher,
  ) {
    this.workspaces = new WorkspacesRepository(database);
    this.keys = new ApiKeysRepository(database);
    this.maker = new KeyMaker(database);
    this.eraser = new WorkspaceEraser(database);
  }

  run(command: Exclude<Command, { kind: 'help' }>): Promise<object> {
    switch (command.kind) {
      case 'workspace.create':
        return this.createWorkspace(command);
      case 'workspace.rename':
        return this.renameWorkspace(command);
      case 'workspace.list':
        return this.workspaces.list().then((workspaces) => ({ workspaces }));
      case 'workspace.erase-users':
        return this.eraseUsers(command);
      case 'workspace.erase':
        return this.erase(command);
      case 'key.create':
        return this.createKey(command);
      case 'key.list':
        return this.keys.list(command.workspaceId).then((keys) => ({ keys }));
      case 'key.revoke':
        return this.revokeKey(command);
      case 'tokens.reencrypt':
        return this.reencrypt();
    }
  }

  private readonly createWorkspace: Run<'workspace.create'> = async ({ name, role }) => {
    const { workspace, apiKey, secret } = await this.maker.createWorkspace(ACTOR, cleanName(name), role);
    return { workspaceId: workspace.id, name: workspace.name, keyId: apiKey.id, role, apiKey: secret };
  };

  private readonly renameWorkspace: Run<'workspace.rename'> = async ({ workspaceId, name }) => {
    const workspace = await this.maker.renameWorkspace(ACTOR, workspaceId, cleanName(name));
    if (!workspace) throw new Error(`there is no workspace ${workspaceId}`);
    return { workspaceId, name: workspace.name };
  };

  private readonly eraseUsers: Run<'workspace.erase-users'> = async ({ workspaceId }) => {
    await this.mustExist(workspaceId);
    return { workspaceId, ...(await this.eraser.eraseUsers(ACTOR, workspaceId)) };
  };

  private readonly erase: Run<'workspace.erase'> = async ({ workspaceId }) => {
    await this.mustExist(workspaceId);
    return { workspaceId, ...(await this.eraser.erase(ACTOR, workspaceId)) };
  };

  private readonly createKey: Run<'key.create'> = async ({ workspaceId, name, role, days }) => {
    await this.mustExist(workspaceId);
    const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS);
    const key = { name: cleanName(name), role, expiresAt };
    const { apiKey, secret } = await this.maker.createKey(ACTOR, workspaceId, key);
    const until = expiresAt === null ? {} : { expiresAt: expiresAt.toISOString() };
    return { workspaceId, name: apiKey.name, keyId: apiKey.id, role, ...until, apiKey: secret };
  };

  private readonly revokeKey: Run<'key.revoke'> = async ({ workspaceId, keyId }) => {
    const key = await this.maker.revokeKey(ACTOR, workspaceId, keyId);
    if (!key) throw new Error(`there is no key ${keyId} in this workspace`);
    return { key };
  };

  private async mustExist(workspaceId: string): Promise<void> {
    if (!(await this.workspaces.find(workspaceId))) throw new Error(`there is no workspace ${workspaceId}`);
  }

  /** May run while everything is at work, and again: gateways and workers read with every key that they are given. */
  private async reencrypt(): Promise<object> {
    const cipher = this.cipher();
    const tokens = new ConnectionTokensRepository(this.database, cipher);
    const channels = new AlertChannelsRepository(this.database, cipher);
    let [reencrypted, stillUnderOtherKeys] = [0, 0];
    for (const secrets of [tokens, channels]) {
      for (let done = REENCRYPT_STEP; done > 0; reencrypted += done)
        done = await secrets.reencrypt(REENCRYPT_STEP);
      stillUnderOtherKeys += await secrets.countOfOtherKeys();
    }
    return { reencrypted, keyId: cipher.currentKeyId, stillUnderOtherKeys };
  }
}

function cleanName(raw: string): string {
  const result = parseName(raw);
  if ('problem' in result) throw new Error(`the name cannot be used (${result.problem})`);
  return result.name;
}
