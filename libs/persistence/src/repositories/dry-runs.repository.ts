import { type DryRunReport } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';

/** The latest dry run of a step. */
export interface StoredDryRun {
  readonly stepId: string;
  readonly madeAt: Date;
  readonly report: DryRunReport;
}

const COLUMNS = 'd.step_id AS "stepId", d.made_at AS "madeAt", d.report';

@Injectable()
export class DryRunsRepository {
  constructor(private readonly database: Database) {}

  /** Null: no such step in this workspace. */
  async save(workspaceId: string, stepId: string, report: DryRunReport): Promise<StoredDryRun | null> {
    const [row] = await this.database.rows<StoredDryRun & Record<string, unknown>>(
      `INSERT INTO step_dry_run AS d (step_id, report)
       SELECT id, $3 FROM step WHERE workspace_id = $1 AND id = $2
       ON CONFLICT (step_id) DO UPDATE SET report = excluded.report, made_at = now()
       RETURNING ${COLUMNS}`,
      [workspaceId, stepId, JSON.stringify(report)],
    );
    return row ?? null;
  }

  async findMany(workspaceId: string, stepIds: readonly string[]): Promise<readonly StoredDryRun[]> {
    return this.database.rows<StoredDryRun & Record<string, unknown>>(
      `SELECT ${COLUMNS} FROM step_dry_run d JOIN step s ON s.id = d.step_id AND s.workspace_id = $1
        WHERE d.step_id = ANY ($2)`,
      [workspaceId, stepIds],
    );
  }
}
