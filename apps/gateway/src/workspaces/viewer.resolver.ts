import { WorkspacesRepository } from '@audience-sync/persistence';
import { Query, Resolver } from '@nestjs/graphql';

import { AnyRole } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { Viewer, WorkspaceObject } from './viewer.object.ts';

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(private readonly workspaces: WorkspacesRepository) {}

  @AnyRole()
  @Query(() => Viewer, { description: 'Who is asking: the workspace and the role of the API key.' })
  async viewer(@CurrentCaller() { workspaceId, role }: Caller): Promise<Viewer> {
    const workspace = await this.workspaces.find(workspaceId);
    if (!workspace) throw new Error(`the workspace ${workspaceId} of a key is gone`);
    return new Viewer(new WorkspaceObject(workspace), role);
  }
}
