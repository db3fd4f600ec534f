import { type BatchStore } from '@audience-sync/batching-scheduler';
import { type TopicBus, topics } from '@audience-sync/messaging';
import { type AudienceChangesRepository, type Database, type Tx } from '@audience-sync/persistence';
import { type PinterestError } from '@audience-sync/pinterest-client';
import { type AppLogger } from '@audience-sync/platform';
import { refusalWords } from '../audiences/refusal-words.ts';
import { type GoneAudiences } from '../audiences/gone-audiences.ts';
import { type Consequence } from './answer-outcome.ts';
import { type DeliveryTarget } from './delivery-target.ts';
import { HOLD_REASONS } from './hold-reasons.ts';
import { type RefusalRecorder } from './refusal-recorder.port.ts';

export interface StoredRefusalsParts {
  readonly database: Database;
  readonly gone: GoneAudiences;
  readonly changes: AudienceChangesRepository;
  readonly batches: BatchStore<Tx>;
  readonly bus: TopicBus;
  readonly logger: AppLogger;
  readonly spamAlert: () => void;
}

/** Refusals in Postgres: what is known of the audience and the hold on its batches change together. */
export class StoredRefusals implements RefusalRecorder {
  constructor(private readonly parts: StoredRefusalsParts) {}

  async record(consequence: Consequence, target: DeliveryTarget, error: PinterestError): Promise<void> {
    switch (consequence) {
      case 'none':
        return;
      case 'audience-gone':
        return this.audienceGone(target, error);
      case 'audience-refused':
        return this.audienceRefused(target, error);
      case 'ad-account-closed':
        return this.adAccountClosed(target, error);
      case 'spam-alert':
        this.parts.spamAlert();
        this.parts.logger.error('Pinterest calls our requests spam', factsOf(target, error));
    }
  }

  private async audienceGone(target: DeliveryTarget, error: PinterestError): Promise<void> {
    const fresh = await this.parts.gone.mark(target.audienceId);
    if (fresh) this.parts.logger.warn('an audience is gone at Pinterest', factsOf(target, error));
  }

  private async audienceRefused(target: DeliveryTarget, error: PinterestError): Promise<void> {
    const { changes, bus, logger } = this.parts;
    await changes.note(target.audienceId, refusalWords(error));
    logger.warn('Pinterest refused to create an audience', factsOf(target, error));
    await bus.publish([topics.audience(target.audienceId)]);
  }

  /** Every audience of the ad account would be refused in the same way: one probe is enough. */
  private async adAccountClosed(target: DeliveryTarget, error: PinterestError): Promise<void> {
    const { database, batches, bus, logger } = this.parts;
    const audienceIds = await this.audiencesOf(target.adAccountId);
    await database.transaction(async (tx) => {
      for (const groupId of audienceIds) await batches.hold({ groupId }, HOLD_REASONS.permission, tx);
    });
    logger.warn('an ad account may not be written to', factsOf(target, error));
    await bus.publish([topics.connection(target.connectionId), ...audienceIds.map(topics.audience)]);
  }

  private async audiencesOf(adAccountId: string): Promise<readonly string[]> {
    const rows = await this.parts.database.rows<{ id: string }>(
      'SELECT id FROM audience WHERE ad_account_id = $1 ORDER BY id',
      [adAccountId],
    );
    return rows.map(({ id }) => id);
  }
}

/** Ids and Pinterest's (redacted) words; no records, no token. */
function factsOf(target: DeliveryTarget, error: PinterestError): Record<string, unknown> {
  const { audienceId, adAccountId, connectionId } = target;
  const { httpStatus, pinterestCode, pinterestMessage, requestId, operation } = error;
  return {
    audienceId,
    adAccountId,
    connectionId,
    operation,
    httpStatus,
    pinterestCode,
    pinterestMessage,
    requestId,
  };
}
