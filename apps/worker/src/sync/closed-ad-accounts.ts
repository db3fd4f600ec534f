import { type BatchStore } from '@audience-sync/batching-scheduler';
import { HOLD_REASONS } from '@audience-sync/domain';
import { type TopicBus, topics } from '@audience-sync/messaging';
import { type Database, type Tx } from '@audience-sync/persistence';
import { type DeliveryTarget } from './delivery-target.ts';

/** Ad accounts that may not be written to: every audience of theirs would be refused in the same way, one probe is enough. */
export class ClosedAdAccounts {
  constructor(
    private readonly database: Database,
    private readonly batches: BatchStore<Tx>,
    private readonly bus: TopicBus,
  ) {}

  async hold({ adAccountId, connectionId }: DeliveryTarget): Promise<void> {
    const rows = await this.database.rows<{ id: string }>(
      'SELECT id FROM audience WHERE ad_account_id = $1 ORDER BY id',
      [adAccountId],
    );
    const audienceIds = rows.map(({ id }) => id);
    await this.database.transaction(async (tx) => {
      for (const groupId of audienceIds) await this.batches.hold({ groupId }, HOLD_REASONS.permission, tx);
    });
    await this.bus.publish([topics.connection(connectionId), ...audienceIds.map(topics.audience)]);
  }
}
