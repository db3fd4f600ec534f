import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { listCost } from '../graphql/limits/cost.ts';
import { type InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import {
  ApiKeyObject,
  CreateApiKeyInput,
  type CreateApiKeyPayload,
  CreateApiKeyResult,
  RevokeApiKeyResult,
} from './api-key.object.ts';
import { ApiKeysService } from './api-keys.service.ts';

@Resolver(() => ApiKeyObject)
export class ApiKeyResolver {
  constructor(private readonly service: ApiKeysService) {}

  @Requires('ADMIN')
  @Query(() => [ApiKeyObject], {
    complexity: listCost(20),
    description: 'The API keys of the workspace, dead ones too.',
  })
  async apiKeys(@CurrentCaller() { workspaceId }: Caller): Promise<ApiKeyObject[]> {
    return (await this.service.list(workspaceId)).map((key) => new ApiKeyObject(key));
  }

  @Requires('ADMIN')
  @Mutation(() => CreateApiKeyResult, {
    description: 'Makes an API key of this workspace, and shows it once.',
  })
  createApiKey(
    @CurrentCaller() caller: Caller,
    @Args('input', { description: 'The new key.' }) input: CreateApiKeyInput,
  ): Promise<CreateApiKeyPayload | InvalidInputError> {
    return this.service.create(caller, input);
  }

  @Requires('ADMIN')
  @Mutation(() => RevokeApiKeyResult, {
    description:
      'Ends an API key within seconds, its subscriptions too. Revoking twice keeps the first moment.',
  })
  async revokeApiKey(
    @CurrentCaller() caller: Caller,
    @Args('apiKeyId', { type: () => ID, description: 'The key to end.' }) apiKeyId: string,
  ): Promise<ApiKeyObject | NotFoundError> {
    const key = await this.service.revoke(caller, apiKeyId);
    return key ? new ApiKeyObject(key) : new NotFoundError('The API key', ['apiKeyId']);
  }
}
