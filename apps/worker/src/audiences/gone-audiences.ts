import { type BatchStore } from '@audience-sync/batching-scheduler';
import { HOLD_REASONS } from '@audience-sync/domain';
import { type TopicBus, topics } from '@audience-sync/messaging';
import { type AudiencesRepository, type Database, type Tx } from '@audience-sync/persistence';

/** Audiences that do not exist at Pinterest any more: their state and the hold on their batches change together. */
export class GoneAudiences {
  constructor(
    private readonly database: Database,
    private readonly audiences: AudiencesRepository,
    private readonly batches: BatchStore<Tx>,
    private readonly bus: TopicBus,
  ) {}

  /** False: it was known already. */
  async mark(audienceId: string): Promise<boolean> {
    const fresh = await this.database.transaction(async (tx) => {
      await this.batches.hold({ groupId: audienceId }, HOLD_REASONS.audienceGone, tx);
      return this.audiences.markDeleted(audienceId, tx);
    });
    if (fresh) await this.bus.publish([topics.audience(audienceId)]);
    return fresh;
  }
}
