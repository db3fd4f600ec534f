import { type AdAccount } from '@audience-sync/domain';
import { TopicBus, topics } from '@audience-sync/messaging';
import { AdAccountsRepository, ConnectionsRepository } from '@audience-sync/persistence';
import { isPinterestError, type PinterestClient } from '@audience-sync/pinterest-client';
import { Inject, Injectable } from '@nestjs/common';
import { type WorkerEnv } from '../env.ts';
import { WORKER_ENV } from '../injection-tokens.ts';
import { NotSentError } from '../sync/not-sent.error.ts';
import { GrantedClients } from './granted-clients.ts';

/** `later`: Pinterest did not answer, or the quota has no room; what was learned is kept. */
export type PreflightOutcome = 'checked' | 'later' | 'token-refused' | 'not-usable';

/** Asks Pinterest what a connection reaches, in which role, and whether the terms of what is selected are accepted. */
@Injectable()
export class AccountPreflight {
  constructor(
    private readonly connections: ConnectionsRepository,
    private readonly adAccounts: AdAccountsRepository,
    private readonly clients: GrantedClients,
    private readonly bus: TopicBus,
    @Inject(WORKER_ENV) private readonly env: WorkerEnv,
  ) {}

  /** Connections whose last check is too old. */
  due(limit: number): Promise<readonly string[]> {
    const unseenSince = new Date(Date.now() - this.env.CONNECTIONS_PREFLIGHT_INTERVAL_MS);
    return this.connections.dueForPreflight(unseenSince, limit);
  }

  async check(connectionId: string): Promise<PreflightOutcome> {
    const connection = await this.connections.findForDelivery(connectionId);
    const client = connection && (await this.clients.open(connection));
    if (!connection || !client) return 'not-usable';
    try {
      await this.look(client, connection);
      return 'checked';
    } catch (error) {
      if (error instanceof NotSentError) return 'later';
      if (!isPinterestError(error)) throw error;
      return error.kind === 'token' ? 'token-refused' : 'later';
    } finally {
      await this.bus.publish([topics.connection(connectionId)]);
    }
  }

  private async look(
    client: PinterestClient,
    { workspaceId, id }: { readonly workspaceId: string; readonly id: string },
  ): Promise<void> {
    await this.adAccounts.saveListed(workspaceId, id, client.adAccounts.iterate());
    await this.checkTerms(client, await this.adAccounts.list(workspaceId, id));
    await this.connections.markChecked(id);
  }

  /** The one that was not looked at for the longest goes first, so that a small quota reaches all of them in the end. */
  private async checkTerms(client: PinterestClient, adAccounts: readonly AdAccount[]): Promise<void> {
    const age = ({ checkedAt }: AdAccount): number => checkedAt?.getTime() ?? 0;
    const wanted = adAccounts.filter(({ selected, missingSince }) => selected && missingSince === null);
    for (const { workspaceId, id, pinterestAdAccountId } of wanted.toSorted((a, b) => age(a) - age(b))) {
      const { data } = await client.adAccounts.termsOfService(pinterestAdAccountId);
      await this.adAccounts.saveTerms(workspaceId, id, data.hasAccepted);
    }
  }
}
