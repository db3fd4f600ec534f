import { type AdAccount } from '@audience-sync/domain';
import { ConnectionsRepository } from '@audience-sync/persistence';
import { type Audience } from '@audience-sync/pinterest-client';
import { Injectable } from '@nestjs/common';

import { ConnectionUnusableError } from '../graphql/user-error.object.ts';
import { ConnectionClients } from '../pinterest/connection-clients.ts';

/** An audience as an ad account lists it. */
export interface ListedAudience extends Audience {
  /** Another account has shared it: it can be aimed at, not written to. */
  readonly isReceived: boolean;
}

interface Remembered {
  readonly at: number;
  readonly audiences: Promise<readonly ListedAudience[] | ConnectionUnusableError>;
}

/** How long a list is good for: long enough to type a name, short enough to see what was made in Ads Manager. */
const FRESH_MS = 60_000;
const MAX_REMEMBERED = 500;

/** What exists at Pinterest, by ad account. Asked for once a minute, whatever is typed and by how many. */
@Injectable()
export class PinterestAudiences {
  private readonly lists = new Map<string, Remembered>();

  constructor(
    private readonly connections: ConnectionsRepository,
    private readonly clients: ConnectionClients,
  ) {}

  list(adAccount: AdAccount): Promise<readonly ListedAudience[] | ConnectionUnusableError> {
    const known = this.lists.get(adAccount.id);
    if (known && Date.now() - known.at < FRESH_MS) return known.audiences;
    const audiences = this.read(adAccount);
    this.remember(adAccount.id, { at: Date.now(), audiences });
    audiences.then(
      (result) => result instanceof ConnectionUnusableError && this.lists.delete(adAccount.id),
      () => this.lists.delete(adAccount.id),
    );
    return audiences;
  }

  private remember(adAccountId: string, remembered: Remembered): void {
    this.lists.delete(adAccountId);
    this.lists.set(adAccountId, remembered);
    const [oldest] = this.lists.keys();
    if (this.lists.size > MAX_REMEMBERED && oldest !== undefined) this.lists.delete(oldest);
  }

  private async read(adAccount: AdAccount): Promise<readonly ListedAudience[] | ConnectionUnusableError> {
    const connection = await this.connections.find(adAccount.workspaceId, adAccount.connectionId);
    if (!connection) return new ConnectionUnusableError('Connect Pinterest again first.');
    const client = await this.clients.open(connection);
    if (client instanceof ConnectionUnusableError) return client;
    const all: ListedAudience[] = [];
    for (const ownershipType of ['OWNED', 'RECEIVED'] as const)
      for await (const audience of client.audiences.iterate(adAccount.pinterestAdAccountId, {
        ownershipType,
      }))
        all.push({ ...audience, isReceived: ownershipType === 'RECEIVED' });
    return all;
  }
}
