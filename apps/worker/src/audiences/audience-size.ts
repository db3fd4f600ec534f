import { type TopicBus, topics } from '@audience-sync/messaging';
import { type AudiencesRepository } from '@audience-sync/persistence';
import { isPinterestError } from '@audience-sync/pinterest-client';
import { NotSentError } from '../sync/not-sent.error.ts';
import { type ConnectionClient } from './connection-client.ts';
import { type GoneAudiences } from './gone-audiences.ts';

/** Brings the size and status of one audience over from Pinterest, inside the read quota, or finds that it is gone. */
export class AudienceSize {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly clients: ConnectionClient,
    private readonly gone: GoneAudiences,
    private readonly bus: TopicBus,
  ) {}

  /** False: there is nothing to look at, or Pinterest did not answer; the next time will do. */
  async refresh(audienceId: string): Promise<boolean> {
    const found = await this.audiences.findForDelivery(audienceId);
    const pinterestAudienceId = found?.audience.pinterestAudienceId;
    const client = found && (await this.clients.open(found.connection));
    if (!pinterestAudienceId || !client) return false;
    try {
      const { pinterestAdAccountId } = found.adAccount;
      const { data } = await client.audiences.get(pinterestAdAccountId, pinterestAudienceId);
      await this.audiences.saveSize(audienceId, { size: data.size, pinterestStatus: data.status });
    } catch (error) {
      if (error instanceof NotSentError || !isPinterestError(error)) return notAnswered(error);
      return error.kind === 'gone' ? this.gone.mark(audienceId) : false;
    }
    await this.bus.publish([topics.audience(audienceId)]);
    return true;
  }
}

function notAnswered(error: unknown): false {
  if (error instanceof NotSentError) return false;
  throw error;
}
