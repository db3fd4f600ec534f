import { isApiKeySecret } from '@audience-sync/domain';
import { ApiKeysRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { Authenticator } from './authenticator.port.ts';
import { type Caller } from './caller.ts';

/** API keys: `ask_...`. */
@Injectable()
export class ApiKeyAuthenticator extends Authenticator {
  constructor(private readonly keys: ApiKeysRepository) {
    super();
  }

  async authenticate(credential: string): Promise<Caller | null> {
    const key = isApiKeySecret(credential) ? await this.keys.authenticate(credential) : null;
    return key && { workspaceId: key.workspaceId, role: key.role, keyId: key.id, untilMs: null };
  }
}
