import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Database } from '../database.ts';

/** Who began to connect Pinterest, and where the browser goes afterwards. */
export interface OauthState {
  readonly workspaceId: string;
  readonly caller: string;
  readonly returnTo: string | null;
}

const hash = (state: string) => createHash('sha256').update(state, 'utf8').digest();

/** The `state` values of authorisations under way; only their hashes are kept. */
@Injectable()
export class OauthStatesRepository {
  constructor(private readonly database: Database) {}

  async create(state: string, { workspaceId, caller, returnTo }: OauthState, ttlMs: number): Promise<void> {
    await this.database.execute(
      `INSERT INTO oauth_state (state_hash, workspace_id, caller, return_to, expires_at)
       VALUES ($1, $2, $3, $4, now() + $5 * interval '1 millisecond')`,
      [hash(state), workspaceId, caller, returnTo, ttlMs],
    );
  }

  /** Uses a state up: it answers once. Null: forged, used or expired. */
  async consume(state: string): Promise<OauthState | null> {
    const [row] = await this.database.rows<{
      workspace_id: string;
      caller: string;
      return_to: string | null;
    }>(
      `UPDATE oauth_state SET used_at = now() WHERE state_hash = $1 AND used_at IS NULL AND expires_at > now()
       RETURNING workspace_id, caller, return_to`,
      [hash(state)],
    );
    return row ? { workspaceId: row.workspace_id, caller: row.caller, returnTo: row.return_to } : null;
  }

  /** Forgets what nobody can use any more. Answers how many. */
  prune(): Promise<number> {
    return this.database.execute("DELETE FROM oauth_state WHERE expires_at < now() - interval '1 day'");
  }
}
