import { type Database } from '@audience-sync/persistence';
import { type DeliveryTarget, type DeliveryTargets } from './delivery-target.ts';

const READ = `
  SELECT a.id AS "audienceId", a.name, a.description, a.status,
         a.pinterest_customer_list_id AS "customerListId", a.pinterest_audience_id AS "pinterestAudienceId",
         extract(epoch FROM a.list_create_started_at)::float8 * 1000 AS "listCreateStartedAtMs",
         t.id AS "adAccountId", t.selected AS "isSelected", t.pinterest_ad_account_id AS "pinterestAdAccountId",
         c.id AS "connectionId", c.pinterest_user_id AS "pinterestUserId"
    FROM audience a JOIN ad_account t ON t.id = a.ad_account_id JOIN connection c ON c.id = a.connection_id
   WHERE a.id = $1`;

/**
 * Targets as they are stored at this moment. Nothing is remembered, not for a second: a removal that comes after an
 * addition of another worker must see the list which that one made.
 */
export class StoredTargets implements DeliveryTargets {
  constructor(private readonly database: Database) {}

  async find(audienceId: string): Promise<DeliveryTarget | null> {
    const [target] = await this.database.rows<DeliveryTarget & Record<string, unknown>>(READ, [audienceId]);
    return target ?? null;
  }
}
