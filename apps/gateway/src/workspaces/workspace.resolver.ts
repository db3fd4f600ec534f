import { Args, Mutation, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { type InvalidInputError } from '../graphql/user-error.object.ts';
import { WorkspaceObject } from './viewer.object.ts';
import {
  CreateWorkspaceInput,
  type CreateWorkspacePayload,
  CreateWorkspaceResult,
  RenameWorkspaceInput,
  RenameWorkspaceResult,
} from './workspace.results.ts';
import { WorkspacesService } from './workspaces.service.ts';

@Resolver(() => WorkspaceObject)
export class WorkspaceResolver {
  constructor(private readonly service: WorkspacesService) {}

  @Requires('ADMIN')
  @Mutation(() => CreateWorkspaceResult, {
    description: 'Makes another workspace, for another brand, and its first key, which is shown once.',
  })
  createWorkspace(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new workspace.' }) input: CreateWorkspaceInput,
  ): Promise<CreateWorkspacePayload | InvalidInputError> {
    return this.service.create(caller, input.name);
  }

  @Requires('ADMIN')
  @Mutation(() => RenameWorkspaceResult, { description: 'Gives the workspace of the caller another name.' })
  renameWorkspace(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new name.' }) input: RenameWorkspaceInput,
  ): Promise<WorkspaceObject | InvalidInputError> {
    return this.service.rename(caller, input.name);
  }
}
