import { type ApiKey, hashApiKeySecret, newApiKeySecret, newId, type Role } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { ApiKeyEntity } from '../entities/api-key.entity.ts';
import { pick } from '../pick.ts';

const FIELDS = [
  'id',
  'workspaceId',
  'name',
  'role',
  'createdAt',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
] as const;
const ALIVE = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())';

/** One statement: this is asked with every request. */
const AUTHENTICATE = `
  SELECT id, workspace_id AS "workspaceId", name, role, created_at AS "createdAt", expires_at AS "expiresAt",
         revoked_at AS "revokedAt", last_used_at AS "lastUsedAt",
         coalesce(last_used_at < now() - interval '1 minute', true) AS stale
    FROM api_key WHERE hash = $1 AND ${ALIVE}`;

export interface NewApiKey {
  readonly name: string;
  readonly role: Role;
  /** Default: never. */
  readonly expiresAt?: Date | null;
}

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** `secret` is the key itself: it is shown to its owner and exists nowhere else. */
  async create(workspaceId: string, key: NewApiKey, tx?: Tx): Promise<{ apiKey: ApiKey; secret: string }> {
    const secret = newApiKeySecret();
    const id = newId('key');
    await this.database.manager(tx).insert(ApiKeyEntity, {
      ...{ id, workspaceId, name: key.name, role: key.role, expiresAt: key.expiresAt ?? null },
      hash: hashApiKeySecret(secret),
    });
    return { apiKey: await this.get(workspaceId, id, tx), secret };
  }

  /** The living key behind a secret, of whichever workspace; also notes, to the minute, that it was used. */
  async authenticate(secret: string): Promise<ApiKey | null> {
    const [found] = await this.database.rows<ApiKey & { stale: boolean }>(AUTHENTICATE, [
      hashApiKeySecret(secret),
    ]);
    if (!found) return null;
    const lastUsedAt = found.stale ? await this.touch(found.id) : found.lastUsedAt;
    return { ...pick(found, FIELDS), lastUsedAt };
  }

  /** Which of these keys are still alive, of whichever workspace: to end subscriptions of those that are not. */
  async alive(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM api_key WHERE id = ANY ($1) AND ${ALIVE}`,
      [ids],
    );
    return new Set(rows.map((row) => row.id));
  }

  async list(workspaceId: string): Promise<readonly ApiKey[]> {
    const rows = await this.database
      .manager()
      .find(ApiKeyEntity, { where: { workspaceId }, order: { id: 'ASC' } });
    return rows.map((row) => pick(row, FIELDS));
  }

  /** Revoking twice keeps the first moment. Null: no such key. */
  async revoke(workspaceId: string, id: string, tx?: Tx): Promise<ApiKey | null> {
    const revoked = await this.database.execute(
      'UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE workspace_id = $1 AND id = $2',
      [workspaceId, id],
      tx,
    );
    return revoked === 0 ? null : this.get(workspaceId, id, tx);
  }

  private async touch(id: string): Promise<Date | null> {
    const sql = 'UPDATE api_key SET last_used_at = now() WHERE id = $1 RETURNING last_used_at AS at';
    const [row] = await this.database.rows<{ at: Date }>(sql, [id]);
    return row?.at ?? null;
  }

  private async get(workspaceId: string, id: string, tx?: Tx): Promise<ApiKey> {
    return pick(await this.database.manager(tx).findOneByOrFail(ApiKeyEntity, { workspaceId, id }), FIELDS);
  }
}
