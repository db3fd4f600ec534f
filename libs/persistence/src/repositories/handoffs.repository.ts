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

/** Users of a step whose team consumes a queue. */
export interface QueuedHandoff extends Handoff {
  readonly workspaceId: string;
  readonly queue: string;
}

interface HandoffRow {
  readonly step_id: string;
  readonly seq: string;
  readonly created_at: Date;
  readonly external_ids: string[];
}

const RELAY_LOCK = 72_619;
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
    const rows = await this.database.rows<HandoffRow>(
      `SELECT step_id, seq, created_at, external_ids FROM handoff
        WHERE ${OF_WORKSPACE} AND seq > $3 ORDER BY seq LIMIT $4`,
      [workspaceId, stepId, afterSeq, limit],
    );
    return rows.map(handoffOf);
  }

  /** Forgets what was dealt with, up to and with that number. Answers how many. */
  acknowledge(workspaceId: string, stepId: string, upToSeq: number): Promise<number> {
    return this.database.execute(`DELETE FROM handoff WHERE ${OF_WORKSPACE} AND seq <= $3`, [
      workspaceId,
      stepId,
      upToSeq,
    ]);
  }

  /** How many users of these steps wait to be acknowledged. */
  async waitingOf(workspaceId: string, stepIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.rows<{ step_id: string; users: string }>(
      `SELECT h.step_id, sum(cardinality(h.external_ids)) AS users FROM handoff h
         JOIN step s ON s.id = h.step_id AND s.workspace_id = $1
        WHERE h.step_id = ANY ($2) GROUP BY h.step_id`,
      [workspaceId, stepIds],
    );
    return new Map(rows.map((row) => [row.step_id, Number(row.users)]));
  }

  /** For the worker: the oldest handoff of a step whose team consumes a queue. */
  async firstQueued(stepId: string): Promise<QueuedHandoff | null> {
    const [row] = await this.database.rows<HandoffRow & { workspace_id: string; queue: string }>(
      `SELECT h.step_id, h.seq, h.created_at, h.external_ids, s.workspace_id, s.handoff_queue AS queue
         FROM handoff h JOIN step s ON s.id = h.step_id AND s.handoff_queue IS NOT NULL
        WHERE h.step_id = $1 ORDER BY h.seq LIMIT 1`,
      [stepId],
    );
    return row ? { ...handoffOf(row), workspaceId: row.workspace_id, queue: row.queue } : null;
  }

  /** For the worker: steps whose users wait for a queue. */
  async queuedSteps(limit: number): Promise<readonly string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM step WHERE handoff_queue IS NOT NULL
          AND EXISTS (SELECT FROM handoff h WHERE h.step_id = step.id) LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** For the worker: runs `work` unless somebody else relays this step at the moment; answers whether it ran. */
  relay(stepId: string, work: () => Promise<void>): Promise<boolean> {
    return this.database.exclusive(async (client) => {
      const sql = 'SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine';
      const { rows } = await client.query<{ mine: boolean }>(sql, [RELAY_LOCK, stepId]);
      if (rows[0]?.mine !== true) return false;
      await work();
      return true;
    });
  }
}

function handoffOf(row: HandoffRow): Handoff {
  return {
    seq: Number(row.seq),
    stepId: row.step_id,
    createdAt: row.created_at,
    externalIds: row.external_ids,
  };
}
