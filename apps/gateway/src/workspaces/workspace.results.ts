import { createUnionType, Field, InputType, ObjectType } from '@nestjs/graphql';

import { ApiKeyObject } from '../access/api-key.object.ts';
import { Requires } from '../auth/access.decorator.ts';
import { InvalidInputError } from '../graphql/user-error.object.ts';
import { WorkspaceObject } from './viewer.object.ts';

@InputType({ description: 'A new workspace.' })
export class CreateWorkspaceInput {
  @Field(() => String, { description: 'Its name, 1 to 100 characters.' })
  name!: string;
}

@InputType({ description: 'A new name for the workspace of the caller.' })
export class RenameWorkspaceInput {
  @Field(() => String, { description: 'Its new name, 1 to 100 characters.' })
  name!: string;
}

@Requires('ADMIN')
@ObjectType({ description: 'A new workspace, with its first key.' })
export class CreateWorkspacePayload {
  @Field(() => WorkspaceObject, { description: 'The workspace. The caller is still in the one it was in.' })
  readonly workspace: WorkspaceObject;

  @Field(() => ApiKeyObject, { description: 'Its first key, an ADMIN, as it is listed.' })
  readonly apiKey: ApiKeyObject;

  @Field(() => String, { description: 'The key itself. It is shown here, once, and kept nowhere.' })
  readonly secret: string;

  constructor(workspace: WorkspaceObject, apiKey: ApiKeyObject, secret: string) {
    this.workspace = workspace;
    this.apiKey = apiKey;
    this.secret = secret;
  }
}

export const CreateWorkspaceResult = createUnionType({
  name: 'CreateWorkspaceResult',
  description: 'What `createWorkspace` answers.',
  types: () => [CreateWorkspacePayload, InvalidInputError] as const,
});

export const RenameWorkspaceResult = createUnionType({
  name: 'RenameWorkspaceResult',
  description: 'What `renameWorkspace` answers.',
  types: () => [WorkspaceObject, InvalidInputError] as const,
});
