import { type BatchStore } from '@audience-sync/batching-scheduler';
import { type TopicBus, topics } from '@audience-sync/messaging';
import { type AudiencesRepository, type Database, type Tx } from '@audience-sync/persistence';
import { type PinterestError } from '@audience-sync/pinterest-client';
import { type AppLogger } from '@audience-sync/platform';
import { type Consequence } from './answer-outcome.ts';
import { type DeliveryTarget } from './delivery-target.ts';
import { HOLD_REASONS } from './hold-reasons.ts';
import { type RefusalRecorder } from './refusal-recorder.port.ts';

export interface StoredRefusalsParts {
  readonly database: Database;
  readonly audiences: AudiencesRepository;
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
      case 'ad-account-closed':
        return this.adAccountClosed(target, error);
      case 'spam-alert':
        this.parts.spamAlert();
        this.parts.logger.error('Pinterest calls our requests spam', factsOf(target, error));
    }
  }

  private async audienceGone(target: DeliveryTarget, error: PinterestError): Promise<void> {
    const { database, audiences, batches, bus, logger } = this.parts;
    const fresh = await database.transaction(async (tx) => {
      await batches.hold({ groupId: target.audienceId }, HOLD_REASONS.audienceGone, tx);
      return audiences.markDeleted(target.audienceId, tx);
    });
    if (!fresh) return;
    logger.warn('an audience is gone at Pinterest', factsOf(target, error));
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
