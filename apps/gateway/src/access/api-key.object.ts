import { type ApiKey, type Role } from '@audience-sync/domain';
import { createUnionType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { RoleEnum } from '../graphql/enums.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';

@Requires('ADMIN')
@ObjectType('ApiKey', {
  description: 'A key that programs call this gateway with. The key itself is shown once.',
})
export class ApiKeyObject {
  constructor(private readonly source: ApiKey) {}

  @Field(() => ID, { description: 'Its id; not the key.' })
  get id(): string {
    return this.source.id;
  }

  @Field(() => String, { description: 'What it is for.' })
  get name(): string {
    return this.source.name;
  }

  @Field(() => RoleEnum, { description: 'What it may do.' })
  get role(): Role {
    return this.source.role;
  }

  @Field(() => Date, { description: 'When it was made.' })
  get createdAt(): Date {
    return this.source.createdAt;
  }

  @Field(() => Date, { nullable: true, description: 'When it ends by itself; null: never.' })
  get expiresAt(): Date | null {
    return this.source.expiresAt;
  }

  @Field(() => Date, { nullable: true, description: 'When somebody revoked it.' })
  get revokedAt(): Date | null {
    return this.source.revokedAt;
  }

  @Field(() => Date, { nullable: true, description: 'When it was last used, to the minute.' })
  get lastUsedAt(): Date | null {
    return this.source.lastUsedAt;
  }
}

@InputType({ description: 'A new API key.' })
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What it is for, 1 to 100 characters.' })
  name!: string;

  @Field(() => RoleEnum, { description: 'What it may do.' })
  role!: Role;

  @Field(() => Date, { nullable: true, description: 'When it ends by itself; never when left out.' })
  expiresAt?: Date | null;
}

@Requires('ADMIN')
@ObjectType({ description: 'A new API key.' })
export class CreateApiKeyPayload {
  @Field(() => ApiKeyObject, { description: 'The key as it is listed.' })
  readonly apiKey: ApiKeyObject;

  @Field(() => String, { description: 'The key itself. It is shown here, once, and kept nowhere.' })
  readonly secret: string;

  constructor(apiKey: ApiKeyObject, secret: string) {
    this.apiKey = apiKey;
    this.secret = secret;
  }
}

export const CreateApiKeyResult = createUnionType({
  name: 'CreateApiKeyResult',
  description: 'What `createApiKey` answers.',
  types: () => [CreateApiKeyPayload, InvalidInputError] as const,
});

export const RevokeApiKeyResult = createUnionType({
  name: 'RevokeApiKeyResult',
  description: 'What `revokeApiKey` answers.',
  types: () => [ApiKeyObject, NotFoundError] as const,
});
