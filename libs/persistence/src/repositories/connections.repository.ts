import { type Connection } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { In, IsNull, LessThan, Not } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { ConnectionEntity } from '../entities/connection.entity.ts';
import { pick } from '../pick.ts';

/** All but the tokens. */
const FIELDS = [
  'id',
  'workspaceId',
  'pinterestUserId',
  'username',
  'status',
  'scopes',
  'accessExpiresAt',
  'refreshExpiresAt',
  'renewalRefusedAt',
  'preflightAt',
  'tokenVersion',
  'lastError',
  'lastErrorCode',
  'createdAt',
  'updatedAt',
] as const;
const ALIVE = { status: In(['ACTIVE', 'REFRESHING']) };
const select = Object.fromEntries(FIELDS.map((field) => [field, true]));

/** Why Pinterest refuses a connection. */
export interface ConnectionFault {
  /** The version of the token that was refused: a newer one is not touched. */
  readonly tokenVersion: number;
  readonly code: string;
  /** Words for a marketer. */
  readonly message: string;
}

/** Connections without their tokens, which only ConnectionTokensRepository reads. */
@Injectable()
export class ConnectionsRepository {
  constructor(private readonly database: Database) {}

  async find(workspaceId: string, id: string, tx?: Tx): Promise<Connection | null> {
    const row = await this.database
      .manager(tx)
      .findOne(ConnectionEntity, { select, where: { workspaceId, id } });
    return row && pick(row, FIELDS);
  }

  async findMany(workspaceId: string, ids: readonly string[]): Promise<readonly Connection[]> {
    const where = { workspaceId, id: In([...ids]) };
    const rows = await this.database.manager().find(ConnectionEntity, { select, where });
    return rows.map((row) => pick(row, FIELDS));
  }

  async list(workspaceId: string, tx?: Tx): Promise<readonly Connection[]> {
    const rows = await this.database
      .manager(tx)
      .find(ConnectionEntity, { select, where: { workspaceId }, order: { id: 'ASC' } });
    return rows.map((row) => pick(row, FIELDS));
  }

  async findForDelivery(id: string): Promise<Connection | null> {
    const row = await this.database.manager().findOne(ConnectionEntity, { select, where: { id } });
    return row && pick(row, FIELDS);
  }

  /** Deletes the tokens. False: no such connection. */
  async disconnect(workspaceId: string, id: string, tx?: Tx): Promise<boolean> {
    const touched = await this.database.execute(
      `UPDATE connection SET status = 'DISCONNECTED', access_token_cipher = NULL, refresh_token_cipher = NULL,
              key_id = NULL, access_expires_at = NULL, refresh_expires_at = NULL, token_version = token_version + 1,
              refused_version = NULL, renewal_tried_at = NULL, renewal_refused_at = NULL, expiry_warned_days = NULL,
              last_error = NULL, last_error_code = NULL, updated_at = now()
        WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, id],
      tx,
    );
    return touched > 0;
  }

  /** For the worker: Pinterest refused the token. Null: there is a newer one, or it was known already. */
  async markInvalid(
    id: string,
    { tokenVersion, code, message }: ConnectionFault,
    tx?: Tx,
  ): Promise<{ readonly id: string; readonly workspaceId: string } | null> {
    const [marked] = await this.database.rows<{ id: string; workspaceId: string }>(
      `UPDATE connection SET status = 'INVALID_TOKEN', last_error = $4, last_error_code = $3, updated_at = now()
        WHERE id = $1 AND token_version = $2 AND status IN ('ACTIVE', 'REFRESHING')
        RETURNING id, workspace_id AS "workspaceId"`,
      [id, tokenVersion, code, message],
      tx,
    );
    return marked ?? null;
  }

  /** For the worker: living connections that were not checked since then, the longest first. */
  async dueForPreflight(before: Date, limit: number): Promise<readonly string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM connection WHERE status IN ('ACTIVE', 'REFRESHING') AND coalesce(preflight_at, created_at) < $1
        ORDER BY preflight_at NULLS FIRST LIMIT $2`,
      [before, limit],
    );
    return rows.map((row) => row.id);
  }

  async markChecked(id: string): Promise<void> {
    await this.database.execute('UPDATE connection SET preflight_at = now() WHERE id = $1', [id]);
  }

  /** For the worker: living connections whose grant may end before that moment. */
  async endingBefore(moment: Date): Promise<readonly Connection[]> {
    const rows = await this.database.manager().find(ConnectionEntity, {
      select,
      where: [
        { ...ALIVE, refreshExpiresAt: LessThan(moment) },
        { ...ALIVE, renewalRefusedAt: Not(IsNull()), accessExpiresAt: LessThan(moment) },
      ],
      order: { id: 'ASC' },
    });
    return rows.map((row) => pick(row, FIELDS));
  }

  /** Notes a warning about the end of this very grant. False: it, or a more urgent one, was given before. */
  async noteExpiryWarning({ id, tokenVersion }: Connection, days: number, tx?: Tx): Promise<boolean> {
    const noted = await this.database.execute(
      `UPDATE connection SET expiry_warned_days = $3
        WHERE id = $1 AND token_version = $2 AND (expiry_warned_days IS NULL OR expiry_warned_days > $3)`,
      [id, tokenVersion, days],
      tx,
    );
    return noted > 0;
  }
}
