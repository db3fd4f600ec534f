import { Injectable } from '@nestjs/common';

import { ApiKeyObject } from '../access/api-key.object.ts';
import { KeyMaker } from '../access/key-maker.ts';
import { type Caller } from '../auth/caller.ts';
import { readName } from '../graphql/names.ts';
import { type InvalidInputError, UserError } from '../graphql/user-error.object.ts';
import { WorkspaceObject } from './viewer.object.ts';
import { CreateWorkspacePayload } from './workspace.results.ts';

/** Makes and renames workspaces. */
@Injectable()
export class WorkspacesService {
  constructor(private readonly maker: KeyMaker) {}

  async create({ keyId }: Caller, rawName: string): Promise<CreateWorkspacePayload | InvalidInputError> {
    const name = readName(rawName);
    if (name instanceof UserError) return name;
    const { workspace, apiKey, secret } = await this.maker.createWorkspace(keyId, name, 'ADMIN');
    return new CreateWorkspacePayload(new WorkspaceObject(workspace), new ApiKeyObject(apiKey), secret);
  }

  async rename(
    { workspaceId, keyId }: Caller,
    rawName: string,
  ): Promise<WorkspaceObject | InvalidInputError> {
    const name = readName(rawName);
    if (name instanceof UserError) return name;
    const workspace = await this.maker.renameWorkspace(keyId, workspaceId, name);
    if (!workspace) throw new Error(`the workspace ${workspaceId} of a key is gone`);
    return new WorkspaceObject(workspace);
  }
}
