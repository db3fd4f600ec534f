import { type Role, type Workspace } from '@audience-sync/domain';
import { Field, ID, ObjectType } from '@nestjs/graphql';

import { AnyRole } from '../auth/access.decorator.ts';
import { RoleEnum } from '../graphql/enums.ts';

@AnyRole()
@ObjectType('Workspace', { description: 'The tenant: everything belongs to exactly one.' })
export class WorkspaceObject {
  constructor(private readonly source: Workspace) {}

  @Field(() => ID, { description: 'Its id.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => String, { description: 'Its name.' })
  get name(): string {
    return this.source.name;
  }

  @Field(() => Date, { description: 'When it was created.' })
  get createdAt(): Date {
    return this.source.createdAt;
  }
}

@AnyRole()
@ObjectType({ description: 'Who is asking.' })
export class Viewer {
  @Field(() => WorkspaceObject, { description: 'The workspace of the API key.' })
  readonly workspace: WorkspaceObject;

  @Field(() => RoleEnum, { description: 'What the API key may do.' })
  readonly role: Role;

  constructor(workspace: WorkspaceObject, role: Role) {
    this.workspace = workspace;
    this.role = role;
  }
}
