import {
  type NotSyncedCount,
  type NotSyncedReason,
  notSyncedReasonCode,
  notSyncedReasonOf,
} from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { valuesList } from '../sql.ts';

/** Users of one step who cannot be synced. The two lists agree in length. */
export interface NotSyncedUsers {
  readonly stepId: string;
  readonly externalIds: readonly string[];
  readonly reasons: readonly NotSyncedReason[];
}

export interface NotSyncedChunk extends NotSyncedUsers {
  /** Later chunks have greater numbers. */
  readonly id: number;
  readonly createdAt: Date;
}

/** One time that a user entered a step and had nothing to be matched by. */
export interface NotSyncedEntry {
  readonly stepId: string;
  readonly enteredAt: Date;
  readonly reason: NotSyncedReason;
}

export interface StepNotSyncedCount extends NotSyncedCount {
  readonly stepId: string;
}

interface ChunkRow {
  readonly id: string;
  readonly step_id: string;
  readonly created_at: Date;
  readonly external_ids: string[];
  readonly reasons: Buffer;
}

@Injectable()
export class NotSyncedRepository {
  constructor(private readonly database: Database) {}

  async append(tx: Tx, chunks: readonly NotSyncedUsers[]): Promise<void> {
    const rows = chunks.filter((chunk) => chunk.externalIds.length > 0).map(rowOf);
    if (rows.length === 0) return;
    const { text, values } = valuesList(rows);
    await tx.query(`INSERT INTO not_synced_chunk (step_id, external_ids, reasons) VALUES ${text}`, values);
  }

  /** How many users of these steps are not synced, by reason, the commonest first. */
  async countsOf(workspaceId: string, stepIds: readonly string[]): Promise<readonly StepNotSyncedCount[]> {
    const rows = await this.database.rows<{ step_id: string; reason: NotSyncedReason; users: string }>(
      `SELECT r.step_id, r.reason, r.users FROM step_reason r
         JOIN step s ON s.id = r.step_id AND s.workspace_id = $1
        WHERE r.step_id = ANY ($2) AND r.outcome = 'NOT_SYNCED' AND r.users > 0`,
      [workspaceId, stepIds],
    );
    return rows
      .map(({ step_id: stepId, reason, users }) => ({ stepId, reason, users: Number(users) }))
      .sort((a, b) => b.users - a.users || notSyncedReasonCode(a.reason) - notSyncedReasonCode(b.reason));
  }

  /**
   * Chunks of a step, newest first; with a reason, those that hold such a user. Empty when the step is not of this
   * workspace.
   */
  async list(
    workspaceId: string,
    stepId: string,
    before: number | null,
    limit: number,
    reason: NotSyncedReason | null = null,
  ): Promise<readonly NotSyncedChunk[]> {
    const rows = await this.database.rows<ChunkRow>(
      `SELECT c.id, c.step_id, c.created_at, c.external_ids, c.reasons
         FROM not_synced_chunk c JOIN step s ON s.id = c.step_id AND s.workspace_id = $1
        WHERE c.step_id = $2 AND ($3::bigint IS NULL OR c.id < $3)
          AND ($5::bytea IS NULL OR position($5 IN c.reasons) > 0) ORDER BY c.id DESC LIMIT $4`,
      [workspaceId, stepId, before, limit, reason && Buffer.from([notSyncedReasonCode(reason)])],
    );
    return rows.map(chunkOf);
  }

  /** Where a user of the workspace entered without a usable identifier: once for each time, oldest first. */
  async find(workspaceId: string, externalId: string): Promise<readonly NotSyncedEntry[]> {
    const rows = await this.database.rows<{ step_id: string; created_at: Date; reason: number }>(
      `SELECT c.step_id, c.created_at, get_byte(c.reasons, at - 1) AS reason
         FROM step s JOIN not_synced_chunk c ON c.step_id = s.id, unnest(array_positions(c.external_ids, $2)) AS at
        WHERE s.workspace_id = $1 AND c.external_ids @> ARRAY[$2] ORDER BY c.id, at`,
      [workspaceId, externalId],
    );
    return rows.map((row) => ({
      stepId: row.step_id,
      enteredAt: row.created_at,
      reason: notSyncedReasonOf(row.reason),
    }));
  }

  /** Forgets who entered before; how many they were is kept. Some chunks a statement. Answers how many users. */
  async forget(before: Date, chunks: number): Promise<number> {
    for (let sum = 0; ;) {
      const [row] = await this.database.rows<{ users: number | null }>(FORGET, [before, chunks]);
      if (!row?.users) return sum;
      sum += row.users;
    }
  }
}

/** Chunks are numbered as they come, so the oldest are the first. */
const FORGET = `
  WITH oldest AS MATERIALIZED (SELECT id FROM not_synced_chunk ORDER BY id LIMIT $2),
  gone AS (
    DELETE FROM not_synced_chunk c USING oldest o WHERE c.id = o.id AND c.created_at < $1
    RETURNING c.step_id, cardinality(c.external_ids) AS users
  ), past AS (
    INSERT INTO not_synced_past AS known (step_id, users) SELECT step_id, sum(users) FROM gone GROUP BY 1 ORDER BY 1
    ON CONFLICT (step_id) DO UPDATE SET users = known.users + excluded.users
  )
  SELECT sum(users)::float8 AS users FROM gone`;

function rowOf({ stepId, externalIds, reasons }: NotSyncedUsers): readonly unknown[] {
  if (externalIds.length !== reasons.length) throw new Error('every user who is not synced has one reason');
  return [stepId, externalIds, Buffer.from(reasons.map(notSyncedReasonCode))];
}

function chunkOf(row: ChunkRow): NotSyncedChunk {
  return {
    id: Number(row.id),
    stepId: row.step_id,
    createdAt: row.created_at,
    externalIds: row.external_ids,
    reasons: [...row.reasons].map(notSyncedReasonOf),
  };
}
