import { type ApiKey } from '@audience-sync/domain';
import { ApiKeysRepository, AuditEventsRepository, Database, type Tx } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { readName } from '../graphql/names.ts';
import { InputProblem, InvalidInputError, UserError } from '../graphql/user-error.object.ts';
import { ApiKeyObject, CreateApiKeyPayload, type CreateApiKeyInput } from './api-key.object.ts';

const EXPIRED = new InvalidInputError([
  new InputProblem(['input', 'expiresAt'], 'The key would have ended already.'),
]);

/** The API keys of a workspace. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly audit: AuditEventsRepository,
  ) {}

  list(workspaceId: string): Promise<readonly ApiKey[]> {
    return this.keys.list(workspaceId);
  }

  create(caller: Caller, input: CreateApiKeyInput): Promise<CreateApiKeyPayload | InvalidInputError> {
    const name = readName(input.name);
    if (name instanceof UserError) return Promise.resolve(name);
    const expiresAt = input.expiresAt ?? null;
    if (expiresAt !== null && expiresAt.getTime() <= Date.now()) return Promise.resolve(EXPIRED);
    return this.database.transaction(async (tx) => {
      const made = await this.keys.create(caller.workspaceId, { name, role: input.role, expiresAt }, tx);
      await this.record(caller, 'api-key.created', made.apiKey, tx);
      return new CreateApiKeyPayload(new ApiKeyObject(made.apiKey), made.secret);
    });
  }

  /** Null: no such key. */
  revoke(caller: Caller, id: string): Promise<ApiKey | null> {
    return this.database.transaction(async (tx) => {
      const key = await this.keys.revoke(caller.workspaceId, id, tx);
      if (key) await this.record(caller, 'api-key.revoked', key, tx);
      return key;
    });
  }

  private record(
    { workspaceId, keyId }: Caller,
    action: string,
    { id, role }: ApiKey,
    tx: Tx,
  ): Promise<void> {
    const subject = { subjectType: 'api-key', subjectId: id, detail: { role } };
    return this.audit.record({ workspaceId, actor: keyId, action, ...subject }, tx);
  }
}
