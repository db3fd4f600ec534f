import { type AudienceChange } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';

/** What is wanted of audiences at Pinterest: asked for by the gateway, done by the worker. */
@Injectable()
export class AudienceChangesRepository {
  constructor(private readonly database: Database) {}

  /** A newer wish replaces an older one, except that nothing replaces a creation or a removal. False: it cannot be asked for now. */
  async request(workspaceId: string, id: string, change: AudienceChange, tx?: Tx): Promise<boolean> {
    const touched = await this.database.execute(
      `UPDATE audience SET pending_change = $3, problem = NULL, updated_at = now()
        WHERE workspace_id = $1 AND id = $2
          AND (pending_change IS NULL OR pending_change ->> 'kind' = 'UPDATE')`,
      [workspaceId, id, JSON.stringify(change)],
      tx,
    );
    return touched > 0;
  }

  /** For the worker: it is done. A wish that came meanwhile stays. */
  async done(id: string, change: AudienceChange): Promise<void> {
    const edit = change.kind === 'UPDATE' ? 'name = $3, description = $4, ' : '';
    const values = change.kind === 'UPDATE' ? [change.name, change.description] : [];
    await this.database.execute(
      `UPDATE audience SET ${edit}problem = NULL, updated_at = now(),
              pending_change = CASE WHEN pending_change = $2::jsonb THEN NULL ELSE pending_change END
        WHERE id = $1`,
      [id, JSON.stringify(change), ...values],
    );
  }

  /** For the worker: Pinterest has refused it for good. An audience that it would not create is put away. */
  async refused(id: string, change: AudienceChange, problem: string): Promise<void> {
    await this.database.execute(
      `UPDATE audience SET problem = $3, pending_change = NULL, updated_at = now(),
              status = CASE WHEN $2::jsonb ->> 'kind' = 'CREATE' THEN 'ARCHIVED' ELSE status END
        WHERE id = $1 AND pending_change = $2::jsonb`,
      [id, JSON.stringify(change), problem],
    );
  }

  /** For the worker: what keeps it from being done, which may pass. */
  async note(id: string, problem: string): Promise<void> {
    await this.database.execute('UPDATE audience SET problem = $2 WHERE id = $1', [id, problem]);
  }

  /** For the worker: audiences with a wish, the longest waiting first. */
  async waiting(limit: number): Promise<readonly string[]> {
    const rows = await this.database.rows<{ id: string }>(
      'SELECT id FROM audience WHERE pending_change IS NOT NULL ORDER BY updated_at LIMIT $1',
      [limit],
    );
    return rows.map(({ id }) => id);
  }
}
