import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { valuesList } from '../sql.ts';

/** Users who go on to an external step. */
export interface NewHandoff {
  readonly stepId: string;
  readonly externalIds: readonly string[];
}

export interface Handoff extends NewHandoff {
  /** The place in the step's order. */
  readonly seq: number;
  readonly createdAt: Date;
}

const HANDOFF_LOCK = 72_618;
const OF_WORKSPACE = 'step_id = $2 AND EXISTS (SELECT 1 FROM step s WHERE s.id = $2 AND s.workspace_id = $1)';

/** The outbox of external steps: read in order, acknowledged by the last number that was dealt with. */
@Injectable()
export class HandoffsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Held until the end of the transaction, a lock a step makes the numbers of a step become visible in their order:
   * else a reader could pass over one that commits late. So this comes last in a transaction, after the counters.
   */
  async append(tx: Tx, handoffs: readonly NewHandoff[]): Promise<void> {
    const rows = handoffs.filter((handoff) => handoff.externalIds.length > 0);
    if (rows.length === 0) return;
    await tx.query(
      `SELECT pg_advisory_xact_lock($1, key) FROM (
         SELECT DISTINCT hashtext(id) AS key FROM unnest($2::text[]) AS id ORDER BY key) AS steps`,
      [HANDOFF_LOCK, rows.map((row) => row.stepId)],
    );
    const { text, values } = valuesList(rows.map((row) => [row.stepId, row.externalIds]));
    await tx.query(`INSERT INTO handoff (step_id, external_ids) VALUES ${text}`, values);
  }

  /** In order. Empty when the step is not of this workspace. */
  async read(
    workspaceId: string,
    stepId: string,
    afterSeq: number,
    limit: number,
  ): Promise<readonly Handoff[]> {
    const rows = await this.database.rows<{ seq: string; created_at: Date; external_ids: string[] }>(
      `SELECT seq, created_at, external_ids FROM handoff WHERE ${OF_WORKSPACE} AND seq > $3 ORDER BY seq LIMIT $4`,
      [workspaceId, stepId, afterSeq, limit],
    );
    return rows.map((row) => ({
      seq: Number(row.seq),
      stepId,
      createdAt: row.created_at,
      externalIds: row.external_ids,
    }));
  }

  /** Forgets what was dealt with, up to and with that number. Answers how many. */
  acknowledge(workspaceId: string, stepId: string, upToSeq: number): Promise<number> {
    return this.database.execute(`DELETE FROM handoff WHERE ${OF_WORKSPACE} AND seq <= $3`, [
      workspaceId,
      stepId,
      upToSeq,
    ]);
  }
}
