import { type Connection, isUsable } from '@audience-sync/domain';
import { JobQueue } from '@audience-sync/messaging';
import { type PinterestClient } from '@audience-sync/pinterest-client';
import { ConnectionTokensRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { ConnectionUnusableError } from '../graphql/user-error.object.ts';
import { PinterestReads } from './pinterest-reads.ts';

/** Opens connections for reading at Pinterest. Their tokens are refreshed by the worker alone, which is told of a refusal. */
@Injectable()
export class ConnectionClients {
  constructor(
    private readonly tokens: ConnectionTokensRepository,
    private readonly reads: PinterestReads,
    private readonly jobs: JobQueue,
  ) {}

  async open(connection: Connection): Promise<PinterestClient | ConnectionUnusableError> {
    const tokens = isUsable(connection) ? await this.tokens.findForDelivery(connection.id) : null;
    if (tokens === null) return new ConnectionUnusableError('Connect Pinterest again first.');
    if (tokens.isRefused)
      return new ConnectionUnusableError(
        'Pinterest refused this login a moment ago; it is being renewed. Try again in a minute.',
      );
    const refused = (): Promise<void> => this.refused(connection.id, tokens.tokenVersion);
    return this.reads.clientFor(connection.pinterestUserId, tokens.accessToken, refused);
  }

  private async refused(connectionId: string, tokenVersion: number): Promise<void> {
    const isNews = await this.tokens.noteRefusal(connectionId, tokenVersion);
    if (isNews) await this.jobs.add({ name: 'connection.refresh', connectionId });
  }
}
