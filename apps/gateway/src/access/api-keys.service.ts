import { type ApiKey } from '@audience-sync/domain';
import { ApiKeysRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { readName } from '../graphql/names.ts';
import { InputProblem, InvalidInputError, UserError } from '../graphql/user-error.object.ts';
import { ApiKeyObject, CreateApiKeyPayload, type CreateApiKeyInput } from './api-key.object.ts';
import { KeyMaker } from './key-maker.ts';

const EXPIRED = new InvalidInputError([
  new InputProblem(['input', 'expiresAt'], 'The key would have ended already.'),
]);

/** The API keys of a workspace. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly maker: KeyMaker,
  ) {}

  list(workspaceId: string): Promise<readonly ApiKey[]> {
    return this.keys.list(workspaceId);
  }

  async create(
    { workspaceId, keyId }: Caller,
    { name: rawName, role, expiresAt = null }: CreateApiKeyInput,
  ): Promise<CreateApiKeyPayload | InvalidInputError> {
    const name = readName(rawName);
    if (name instanceof UserError) return name;
    if (expiresAt !== null && expiresAt.getTime() <= Date.now()) return EXPIRED;
    const { apiKey, secret } = await this.maker.createKey(keyId, workspaceId, { name, role, expiresAt });
    return new CreateApiKeyPayload(new ApiKeyObject(apiKey), secret);
  }

  /** Null: no such key. */
  revoke({ workspaceId, keyId }: Caller, id: string): Promise<ApiKey | null> {
    return this.maker.revokeKey(keyId, workspaceId, id);
  }
}
