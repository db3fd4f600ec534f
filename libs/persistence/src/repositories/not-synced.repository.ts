import { type NotSyncedReason, notSyncedReasonCode, notSyncedReasonOf } from '@audience-sync/domain';
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
}

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
