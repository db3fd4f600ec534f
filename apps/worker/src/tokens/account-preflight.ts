import { type AdAccount, isUsable } from '@audience-sync/domain';
import { type TopicBus, topics } from '@audience-sync/messaging';
import { type AdAccountsRepository, type ConnectionsRepository } from '@audience-sync/persistence';
import { type FetchLike, isPinterestError, PinterestClient } from '@audience-sync/pinterest-client';
import { notingRefusals } from '../limits/refusal-notes.ts';
import { type RequestGate } from '../limits/request-gate.ts';
import { type SessionSettings } from '../sync/batch-session.ts';
import { type Grants } from '../sync/grants.port.ts';
import { NotSentError } from '../sync/not-sent.error.ts';

export interface AccountPreflightParts {
  readonly connections: ConnectionsRepository;
  readonly adAccounts: AdAccountsRepository;
  readonly grants: Grants;
  readonly gate: RequestGate;
  readonly fetch: FetchLike;
  readonly bus: TopicBus;
  readonly settings: SessionSettings;
}

/** `later`: Pinterest did not answer, or the quota has no room; what was learned is kept. */
export type PreflightOutcome = 'checked' | 'later' | 'token-refused' | 'not-usable';

/** Asks Pinterest what a connection reaches, in which role, and whether the terms of what is selected are accepted. */
export class AccountPreflight {
  constructor(private readonly parts: AccountPreflightParts) {}

  async check(connectionId: string): Promise<PreflightOutcome> {
    const connection = await this.parts.connections.findForDelivery(connectionId);
    const grant = connection && isUsable(connection) ? await this.parts.grants.current(connectionId) : null;
    if (connection === null || grant === null || grant.isRefused) return 'not-usable';
    const { workspaceId, pinterestUserId } = connection;
    const note = () => this.parts.grants.noteRefusal(connectionId, grant.tokenVersion);
    const client = this.clientFor(pinterestUserId, grant.accessToken, note);
    try {
      await this.parts.adAccounts.saveListed(workspaceId, connectionId, client.adAccounts.iterate());
      await this.checkTerms(client, await this.parts.adAccounts.list(workspaceId, connectionId));
      await this.parts.connections.markChecked(connectionId);
      return 'checked';
    } catch (error) {
      if (error instanceof NotSentError) return 'later';
      if (!isPinterestError(error)) throw error;
      return error.kind === 'token' ? 'token-refused' : 'later';
    } finally {
      await this.parts.bus.publish([topics.connection(connectionId)]);
    }
  }

  /** The one that was not looked at for the longest goes first, so that a small quota reaches all of them in the end. */
  private async checkTerms(client: PinterestClient, adAccounts: readonly AdAccount[]): Promise<void> {
    const age = ({ checkedAt }: AdAccount): number => checkedAt?.getTime() ?? 0;
    const wanted = adAccounts.filter(({ selected, missingSince }) => selected && missingSince === null);
    for (const { workspaceId, id, pinterestAdAccountId } of wanted.toSorted((a, b) => age(a) - age(b))) {
      const { data } = await client.adAccounts.termsOfService(pinterestAdAccountId);
      await this.parts.adAccounts.saveTerms(workspaceId, id, data.hasAccepted);
    }
  }

  private clientFor(
    pinterestUserId: string,
    accessToken: string,
    note: () => Promise<void>,
  ): PinterestClient {
    const { gate, fetch, settings } = this.parts;
    return new PinterestClient({
      baseUrl: settings.apiUrl,
      timeoutMs: settings.requestTimeoutMs,
      accessToken,
      hooks: [gate.hooksFor(pinterestUserId), notingRefusals(note)],
      fetch,
    });
  }
}
