import { type AudienceDelivery, type AudiencesRepository } from '@audience-sync/persistence';
import { type FetchLike, isPinterestError, PinterestClient } from '@audience-sync/pinterest-client';
import { type TopicBus, topics } from '@audience-sync/messaging';
import { type RequestGate } from '../limits/request-gate.ts';
import { type SessionSettings } from '../sync/batch-session.ts';
import { type Grants } from '../sync/grants.port.ts';
import { NotSentError } from '../sync/not-sent.error.ts';

export interface AudienceSizeParts {
  readonly audiences: AudiencesRepository;
  readonly grants: Grants;
  readonly gate: RequestGate;
  readonly fetch: FetchLike;
  readonly bus: TopicBus;
  readonly settings: SessionSettings;
}

/** Brings the size and status of an audience over from Pinterest, inside the read quota. */
export class AudienceSize {
  constructor(private readonly parts: AudienceSizeParts) {}

  /** False: there is nothing to look at, or Pinterest did not answer; the next time will do. */
  async refresh(audienceId: string): Promise<boolean> {
    const found = await this.parts.audiences.findForDelivery(audienceId);
    const pinterestAudienceId = found?.audience.pinterestAudienceId;
    const grant = found && (await this.parts.grants.current(found.connection.id));
    if (!pinterestAudienceId || !grant || grant.status === 'INVALID_TOKEN' || grant.isRefused) return false;
    return this.copy(found, pinterestAudienceId, grant.accessToken);
  }

  private async copy(
    found: AudienceDelivery,
    pinterestAudienceId: string,
    accessToken: string,
  ): Promise<boolean> {
    const { audiences, gate, fetch, bus, settings } = this.parts;
    const { audience, adAccount, connection } = found;
    const client = new PinterestClient({
      baseUrl: settings.apiUrl,
      timeoutMs: settings.requestTimeoutMs,
      accessToken,
      hooks: gate.hooksFor(connection.pinterestUserId),
      fetch,
    });
    try {
      const { data } = await client.audiences.get(adAccount.pinterestAdAccountId, pinterestAudienceId);
      await audiences.saveSize(audience.id, { size: data.size, pinterestStatus: data.status });
    } catch (error) {
      if (isPinterestError(error) || error instanceof NotSentError) return false;
      throw error;
    }
    await bus.publish([topics.audience(audience.id)]);
    return true;
  }
}
