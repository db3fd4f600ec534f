import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';

/** What an erased user is called; the scheduler says the same of its items. */
const ERASED = '(erased)';

/** How many mentions of users were erased. */
export interface Erased {
  readonly notSynced: number;
  readonly handoffs: number;
}

/** What was ended with a workspace. */
export interface EndedAccess {
  readonly keys: number;
  readonly channels: number;
}

const STEPS = 'SELECT id FROM step WHERE workspace_id = $1';

/**
 * Forgets users where they are named outside of the scheduler: those without a usable identifier, of whom the number stays, and
 * those who wait to be handed to another team's step, who are taken out.
 */
@Injectable()
export class ErasureRepository {
  constructor(private readonly database: Database) {}

  async eraseUser(tx: Tx, workspaceId: string, externalId: string): Promise<Erased> {
    const values = [workspaceId, externalId];
    const notSynced = await this.sum(
      `WITH found AS MATERIALIZED (
         SELECT id, cardinality(array_positions(external_ids, $2)) AS n FROM not_synced_chunk
          WHERE step_id IN (${STEPS}) AND external_ids @> ARRAY[$2] ORDER BY id FOR NO KEY UPDATE)
       UPDATE not_synced_chunk c SET external_ids = array_replace(external_ids, $2, '${ERASED}')
         FROM found WHERE c.id = found.id RETURNING found.n`,
      values,
      tx,
    );
    const handoffs = await this.sum(
      `UPDATE handoff SET external_ids = array_remove(external_ids, $2)
        WHERE step_id IN (${STEPS}) AND external_ids @> ARRAY[$2] RETURNING 1 AS n`,
      values,
      tx,
    );
    return { notSynced, handoffs };
  }

  async eraseAllUsers(tx: Tx, workspaceId: string): Promise<Erased> {
    const notSynced = await this.sum(
      `UPDATE not_synced_chunk SET external_ids = array_fill('${ERASED}'::text, ARRAY[cardinality(external_ids)])
        WHERE step_id IN (${STEPS}) AND external_ids <> array_fill('${ERASED}'::text, ARRAY[cardinality(external_ids)])
        RETURNING cardinality(external_ids) AS n`,
      [workspaceId],
      tx,
    );
    const handoffs = await this.sum(
      `DELETE FROM handoff WHERE step_id IN (${STEPS}) RETURNING cardinality(external_ids) AS n`,
      [workspaceId],
      tx,
    );
    return { notSynced, handoffs };
  }

  /**
   * Ends every way in and out but the connections themselves, and forgets who people are at Pinterest and what the engine said;
   * the names of canvases, steps and audiences stay.
   */
  async eraseAccess(tx: Tx, workspaceId: string): Promise<EndedAccess> {
    const [stop, keys, channels, ...forget] = ACCESS;
    const run = (sql: string) => this.database.execute(sql, [workspaceId], tx);
    await run(stop);
    const ended = { keys: await run(keys), channels: await run(channels) };
    for (const sql of forget) await run(sql);
    return ended;
  }

  private async sum(sql: string, values: readonly unknown[], tx: Tx): Promise<number> {
    const rows = await this.database.rows<{ n: number }>(sql, values, tx);
    return rows.reduce((sum, { n }) => sum + n, 0);
  }
}

/** Of a workspace. A Pinterest user must stay unique in it. */
const ACCESS = [
  `UPDATE canvas SET status = 'STOPPED', version = version + 1, updated_at = now() WHERE workspace_id = $1 AND status = 'ACTIVE'`,
  `UPDATE api_key SET revoked_at = coalesce(revoked_at, now()), name = '${ERASED}' WHERE workspace_id = $1`,
  'DELETE FROM alert_channel WHERE workspace_id = $1',
  `UPDATE alert SET name = '${ERASED}' WHERE workspace_id = $1`,
  `UPDATE connection SET username = '${ERASED}', pinterest_user_id = '${ERASED} ' || id WHERE workspace_id = $1`,
  `UPDATE ad_account SET name = '${ERASED}' WHERE workspace_id = $1`,
  'DELETE FROM pinterest_audience p USING ad_account a WHERE a.id = p.ad_account_id AND a.workspace_id = $1',
  'DELETE FROM oauth_state WHERE workspace_id = $1',
  'DELETE FROM idempotency_record WHERE workspace_id = $1',
] as const;
