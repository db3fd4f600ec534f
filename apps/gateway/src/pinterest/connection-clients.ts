import { type Connection, isUsable } from '@audience-sync/domain';
import { type PinterestClient } from '@audience-sync/pinterest-client';
import { ConnectionTokensRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { ConnectionUnusableError } from '../graphql/user-error.object.ts';
import { PinterestReads } from './pinterest-reads.ts';

/** Opens connections for reading at Pinterest. Their tokens are refreshed by the worker alone. */
@Injectable()
export class ConnectionClients {
  constructor(
    private readonly tokens: ConnectionTokensRepository,
    private readonly reads: PinterestReads,
  ) {}

  async open(connection: Connection): Promise<PinterestClient | ConnectionUnusableError> {
    const tokens = isUsable(connection) ? await this.tokens.findForDelivery(connection.id) : null;
    if (tokens === null) return new ConnectionUnusableError('Connect Pinterest again first.');
    return this.reads.clientFor(connection.pinterestUserId, tokens.accessToken);
  }
}
