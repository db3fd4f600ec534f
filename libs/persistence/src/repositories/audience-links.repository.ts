import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';

/** The right to create one audience's list and audience at Pinterest. */
export interface CreatorLease {
  readonly audienceId: string;
  readonly until: Date;
  /** Somebody asked Pinterest for the list before, and we do not know what became of it. */
  readonly listMayExist: boolean;
}

/** For the worker: how an audience comes to be at Pinterest, in two calls that are not atomic. */
@Injectable()
export class AudienceLinksRepository {
  constructor(private readonly database: Database) {}

  /** Null: somebody else is creating it, or there is nothing left to create. */
  async claimCreator(audienceId: string, leaseMs: number): Promise<CreatorLease | null> {
    const [row] = await this.database.rows<{ creating_until: Date; list_may_exist: boolean }>(
      `UPDATE audience SET status = 'CREATING', updated_at = now(),
              creating_until = date_trunc('milliseconds', clock_timestamp()) + $2 * interval '1 millisecond'
        WHERE id = $1 AND status IN ('DRAFT', 'CREATING') AND pinterest_audience_id IS NULL
          AND (creating_until IS NULL OR creating_until < clock_timestamp())
       RETURNING creating_until, list_create_started_at IS NOT NULL AND pinterest_customer_list_id IS NULL AS list_may_exist`,
      [audienceId, leaseMs],
    );
    return row ? { audienceId, until: row.creating_until, listMayExist: row.list_may_exist } : null;
  }

  /** Begins the lease anew. Null: it is over; somebody else may hold it. */
  async renewCreator(lease: CreatorLease, leaseMs: number): Promise<CreatorLease | null> {
    const [row] = await this.database.rows<{ creating_until: Date }>(
      `UPDATE audience SET creating_until = date_trunc('milliseconds', clock_timestamp()) + $3 * interval '1 millisecond'
        WHERE id = $1 AND creating_until = $2 AND creating_until > clock_timestamp() RETURNING creating_until`,
      [lease.audienceId, lease.until, leaseMs],
    );
    return row ? { ...lease, until: row.creating_until } : null;
  }

  /** Lets the next one try. Harmless when the lease is over and somebody else holds it. */
  async releaseCreator({ audienceId, until }: CreatorLease): Promise<void> {
    await this.database.execute(
      'UPDATE audience SET creating_until = NULL WHERE id = $1 AND creating_until = $2',
      [audienceId, until],
    );
  }

  /** To be called before Pinterest is asked for the list. Keeps the first moment. */
  async markListStarted(audienceId: string): Promise<void> {
    await this.database.execute(
      'UPDATE audience SET list_create_started_at = coalesce(list_create_started_at, now()) WHERE id = $1',
      [audienceId],
    );
  }

  /** Pinterest has refused to create the list: none exists. */
  async clearListStarted(audienceId: string): Promise<void> {
    await this.database.execute(
      'UPDATE audience SET list_create_started_at = NULL WHERE id = $1 AND pinterest_customer_list_id IS NULL',
      [audienceId],
    );
  }

  /** False: it has another list already. */
  async linkList(audienceId: string, customerListId: string): Promise<boolean> {
    const touched = await this.database.execute(
      `UPDATE audience SET pinterest_customer_list_id = $2, updated_at = now()
        WHERE id = $1 AND coalesce(pinterest_customer_list_id, $2) = $2`,
      [audienceId, customerListId],
    );
    return touched > 0;
  }

  /** Now it is READY. False: it has another audience already, or no list yet. */
  async linkAudience(audienceId: string, pinterestAudienceId: string): Promise<boolean> {
    const touched = await this.database.execute(
      `UPDATE audience SET pinterest_audience_id = $2, status = 'READY', creating_until = NULL, updated_at = now(),
              problem = NULL, linked_at = coalesce(linked_at, now())
        WHERE id = $1 AND coalesce(pinterest_audience_id, $2) = $2 
          AND (pinterest_customer_list_id IS NOT NULL OR kind = 'ACTALIKE')`,
      [audienceId, pinterestAudienceId],
    );
    return touched > 0;
  }
}
