import { type AdAccount, type Connection } from '@audience-sync/domain';
import { AdAccountsRepository } from '@audience-sync/persistence';
import { type PinterestClient } from '@audience-sync/pinterest-client';
import { Injectable } from '@nestjs/common';

/** Takes over what Pinterest says about ad accounts. */
@Injectable()
export class AdAccountReader {
  constructor(private readonly adAccounts: AdAccountsRepository) {}

  /** Stores every ad account that the client reaches, own and shared, all pages. Answers how many. */
  async saveAll(
    { workspaceId, id }: Pick<Connection, 'workspaceId' | 'id'>,
    client: PinterestClient,
  ): Promise<number> {
    const listed = [];
    for await (const {
      id: pinterestAdAccountId,
      name,
      country,
      currency,
      permissions,
    } of client.adAccounts.iterate())
      listed.push({
        pinterestAdAccountId,
        name: name ?? pinterestAdAccountId,
        country,
        currency,
        permissions,
      });
    await this.adAccounts.saveListed(workspaceId, id, listed);
    return listed.length;
  }

  /** Asks whether Pinterest's terms are accepted: that stands against launching. */
  async checkTerms(client: PinterestClient, adAccounts: readonly AdAccount[]): Promise<void> {
    for (const { workspaceId, id, pinterestAdAccountId } of adAccounts) {
      const { data } = await client.adAccounts.termsOfService(pinterestAdAccountId);
      if (data.hasAccepted !== null) await this.adAccounts.saveTerms(workspaceId, id, data.hasAccepted);
    }
  }
}
