import { ConnectionTokensRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';
import { type Grant, type Grants } from '../sync/grants.port.ts';

/** Grants as Postgres has them at this moment; null once disconnected. */
@Injectable()
export class StoredGrants implements Grants {
  constructor(private readonly tokens: ConnectionTokensRepository) {}

  async noteRefusal(connectionId: string, tokenVersion: number): Promise<void> {
    await this.tokens.noteRefusal(connectionId, tokenVersion);
  }

  current(connectionId: string): Promise<Grant | null> {
    return this.tokens.findForDelivery(connectionId);
  }
}
