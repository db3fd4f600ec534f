import { type AdAccount, type Connection } from '@audience-sync/domain';
import { AdAccountsRepository } from '@audience-sync/persistence';
import { isPinterestError, type PinterestClient } from '@audience-sync/pinterest-client';
import { Injectable } from '@nestjs/common';

/** Takes over what Pinterest says about ad accounts. */
@Injectable()
export class AdAccountReader {
  constructor(private readonly adAccounts: AdAccountsRepository) {}

  /** Stores every ad account that the client reaches, own and shared, all pages. Answers how many. */
  saveAll(
    { workspaceId, id }: Pick<Connection, 'workspaceId' | 'id'>,
    client: PinterestClient,
  ): Promise<number> {
    return this.adAccounts.saveListed(workspaceId, id, client.adAccounts.iterate());
  }

  /** Asks for one ad account by its id: whether it is still there, in which role, and whether the terms are accepted. */
  async check(client: PinterestClient, adAccount: AdAccount): Promise<void> {
    try {
      const { data } = await client.adAccounts.get(adAccount.pinterestAdAccountId);
      await this.adAccounts.saveSeen(adAccount, data);
    } catch (error) {
      if (!isAway(error)) throw error;
      return void (await this.adAccounts.markMissing(adAccount));
    }
    await this.checkTerms(client, [adAccount]);
  }

  /** Asks whether Pinterest's terms are accepted: that stands against launching. */
  async checkTerms(client: PinterestClient, adAccounts: readonly AdAccount[]): Promise<void> {
    for (const { workspaceId, id, pinterestAdAccountId } of adAccounts) {
      const { data } = await client.adAccounts.termsOfService(pinterestAdAccountId);
      await this.adAccounts.saveTerms(workspaceId, id, data.hasAccepted);
    }
  }
}

/** Pinterest says that it does not exist, or is not for this user. */
function isAway(error: unknown): boolean {
  return isPinterestError(error) && (error.kind === 'gone' || error.kind === 'permission');
}
