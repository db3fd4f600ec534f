import { type Alert, type AlertEvent, newId } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { type AlertChange } from './alerts.repository.ts';

/** One event for one channel, under a lease of who is trying it. */
export interface AlertDelivery {
  readonly id: string;
  readonly channelId: string;
  readonly event: AlertEvent;
  readonly createdAt: Date;
  /** This one included. */
  readonly attempts: number;
  /** Null: a test. */
  readonly alert: Alert | null;
}

/** How long somebody may try before somebody else does. */
const LEASE_SECONDS = 60;

const TAKE = `
  WITH taken AS (
    UPDATE alert_delivery SET attempts = attempts + 1, next_at = now() + $2::int * interval '1 second'
     WHERE id = $1 AND next_at <= now() RETURNING *)
  SELECT t.id, t.channel_id AS "channelId", t.event, t.created_at AS "createdAt", t.attempts,
         CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'workspaceId', a.workspace_id, 'kind', a.kind,
           'subjectType', a.subject_type, 'subjectId', a.subject_id, 'name', a.name, 'figure', a.figure) END AS alert,
         a.opened_at AS "openedAt", a.resolved_at AS "resolvedAt"
    FROM taken t LEFT JOIN alert a ON a.id = t.alert_id`;

type TakenRow = Omit<AlertDelivery, 'alert'> & {
  readonly alert: Omit<Alert, 'openedAt' | 'resolvedAt'> | null;
  readonly openedAt: Date;
  readonly resolvedAt: Date | null;
};

@Injectable()
export class AlertDeliveriesRepository {
  constructor(private readonly database: Database) {}

  /** For every channel of the workspaces concerned; each event once. Answers the ids of the new ones. */
  async queue(changes: readonly AlertChange[], tx: Tx): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const { alert, event } of changes) {
      const channels = await this.database.rows<{ id: string }>(
        'SELECT id FROM alert_channel WHERE workspace_id = $1 ORDER BY id',
        [alert.workspaceId],
        tx,
      );
      for (const channel of channels) {
        const id = newId('dlv');
        const sql = `INSERT INTO alert_delivery (id, channel_id, alert_id, event, next_at) VALUES ($1, $2, $3, $4, now())
          ON CONFLICT (channel_id, alert_id, event) DO NOTHING`;
        if ((await this.database.execute(sql, [id, channel.id, alert.id, event], tx)) > 0) ids.push(id);
      }
    }
    return ids;
  }

  /** A test of a channel. */
  async queueTest(channelId: string, tx?: Tx): Promise<string> {
    const id = newId('dlv');
    await this.database.execute(
      `INSERT INTO alert_delivery (id, channel_id, event, next_at) VALUES ($1, $2, 'TEST', now())`,
      [id, channelId],
      tx,
    );
    return id;
  }

  /** Takes a delivery that is due, for one try. Null: it is not due, or somebody else is trying. */
  async take(id: string): Promise<AlertDelivery | null> {
    const [row] = await this.database.rows<TakenRow>(TAKE, [id, LEASE_SECONDS]);
    if (!row) return null;
    const { openedAt, resolvedAt, alert, ...delivery } = row;
    return { ...delivery, alert: alert && { ...alert, openedAt, resolvedAt } };
  }

  /** Those that no job may point at any more. */
  async due(limit: number): Promise<readonly { readonly id: string; readonly attempts: number }[]> {
    return this.database.rows(
      'SELECT id, attempts FROM alert_delivery WHERE next_at <= now() ORDER BY next_at LIMIT $1',
      [limit],
    );
  }

  async delivered({ id, channelId }: AlertDelivery): Promise<void> {
    await this.database.execute(
      `WITH done AS (UPDATE alert_delivery SET next_at = NULL, delivered_at = now() WHERE id = $1)
       UPDATE alert_channel SET delivered_at = now(), last_error = NULL WHERE id = $2`,
      [id, channelId],
    );
  }

  /** Null: it is given up. */
  async failed({ id, channelId }: AlertDelivery, error: string, retryAt: Date | null): Promise<void> {
    await this.database.execute(
      `WITH tried AS (UPDATE alert_delivery SET next_at = $3 WHERE id = $1)
       UPDATE alert_channel SET last_error = $4 WHERE id = $2`,
      [id, channelId, retryAt, error],
    );
  }
}
