import { type ConnectionStatus, type ConnectionTokens, newId } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { type PoolClient } from 'pg';
import { Database, type Tx } from '../database.ts';
import { KeyedTurns } from '../keyed-turns.ts';
import { TokenCipher } from '../token-cipher.ts';

/** A pair of tokens as Pinterest has just given it. */
export type NewTokens = Omit<ConnectionTokens, 'tokenVersion'>;

/** What a person has granted by connecting. */
export interface Grant {
  readonly pinterestUserId: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly tokens: NewTokens;
}

/** Tokens, and whether they may be used. */
export interface StoredTokens extends ConnectionTokens {
  readonly status: ConnectionStatus;
  /** Pinterest has refused these very tokens: nothing may be sent with them. */
  readonly isRefused: boolean;
  /** When they were last tried to be renewed, or were made by a renewal. Null: a person's own grant. */
  readonly renewalTriedAt: Date | null;
}

/** The right to refresh one connection's tokens, held by nobody else at this moment. */
export interface RefreshTurn {
  /** As stored now, after whoever had the turn before. Null: disconnected, or there is no such connection. */
  readonly tokens: StoredTokens | null;
  /** Shows the connection as REFRESHING until the turn is over. */
  announce(): Promise<void>;
  /** Notes a try that failed. With words for people: Pinterest refuses to renew the grant, which ends with its access token. */
  noteFailure(refusal: string | null): Promise<void>;
  /**
   * Stores both tokens at once and makes the connection ACTIVE. Committed when it resolves, whatever comes after.
   * False: somebody has connected or disconnected meanwhile, and nothing was stored.
   */
  store(tokens: NewTokens): Promise<boolean>;
}

interface TokenRow {
  readonly id: string;
  readonly status: ConnectionStatus;
  readonly access_token_cipher: Buffer;
  readonly refresh_token_cipher: Buffer | null;
  readonly key_id: string;
  readonly access_expires_at: Date;
  readonly refresh_expires_at: Date | null;
  readonly token_version: number;
  readonly is_refused: boolean;
  readonly renewal_tried_at: Date | null;
}

/** Which tokens new ones take the place of: only while those are still the stored ones; null: never. */
interface Replacement {
  readonly version: number | null;
  readonly isRenewal: boolean;
}

const REFRESH_LOCK = 72_617;
const SELECT = `SELECT id, status, access_token_cipher, refresh_token_cipher, key_id, access_expires_at,
  refresh_expires_at, token_version, refused_version IS NOT DISTINCT FROM token_version AS is_refused, renewal_tried_at
  FROM connection WHERE access_token_cipher IS NOT NULL`;

/** The secrets of connections, encrypted at rest. */
@Injectable()
export class ConnectionTokensRepository {
  private readonly turns = new KeyedTurns();

  constructor(
    private readonly database: Database,
    private readonly cipher: TokenCipher,
  ) {}

  /** Connects, or connects again in place when the workspace knows this Pinterest user already. */
  storeGrant(
    workspaceId: string,
    grant: Grant,
    tx?: Tx,
  ): Promise<{ connectionId: string; reconnected: boolean }> {
    return this.database.within(tx, async (inner) => {
      const inserted = await this.database.execute(
        `INSERT INTO connection (id, workspace_id, pinterest_user_id, username, status, scopes)
         VALUES ($1, $2, $3, $4, 'ACTIVE', $5) ON CONFLICT (workspace_id, pinterest_user_id) DO NOTHING`,
        [newId('con'), workspaceId, grant.pinterestUserId, grant.username, grant.scopes],
        inner,
      );
      // Locks the row, so that the version is still this one when the tokens are written.
      const [row] = await this.database.rows<{ id: string; token_version: number }>(
        `UPDATE connection SET username = $3, scopes = $4 WHERE workspace_id = $1 AND pinterest_user_id = $2
         RETURNING id, token_version`,
        [workspaceId, grant.pinterestUserId, grant.username, grant.scopes],
        inner,
      );
      if (!row) throw new Error('the connection vanished while it was being stored');
      await this.write(row.id, grant.tokens, { version: row.token_version, isRenewal: false }, inner);
      return { connectionId: row.id, reconnected: inserted === 0 };
    });
  }

  /** For the worker. Null: disconnected, or there is no such connection. */
  async findForDelivery(connectionId: string, tx?: Tx): Promise<StoredTokens | null> {
    const [row] = await this.database.rows<TokenRow>(`${SELECT} AND id = $1`, [connectionId], tx);
    return row ? this.opened(row) : null;
  }

  /**
   * Notes that Pinterest has refused the tokens of that version, so that nobody else sends with them. False: there are
   * newer ones, or it was known already.
   */
  async noteRefusal(connectionId: string, tokenVersion: number): Promise<boolean> {
    const noted = await this.database.execute(
      `UPDATE connection SET refused_version = $2
        WHERE id = $1 AND token_version = $2 AND refused_version IS DISTINCT FROM $2`,
      [connectionId, tokenVersion],
    );
    return noted > 0;
  }

  /**
   * For the worker: living connections whose tokens are past two thirds of their life, early enough to try for days, or
   * were refused; the soonest to end first. What Pinterest did not want to renew is tried again a few times a day.
   */
  async dueForRenewal(limit: number): Promise<readonly string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM connection
        WHERE status IN ('ACTIVE', 'REFRESHING') AND refresh_token_cipher IS NOT NULL
          AND (refused_version = token_version
               OR now() >= updated_at + (access_expires_at - updated_at) * 2 / 3
                  AND (renewal_refused_at IS NULL OR renewal_tried_at < now() - interval '6 hours'))
        ORDER BY access_expires_at LIMIT $1`,
      [limit],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Runs `work` while no other process and nobody else here refreshes this connection; the others wait, and find
   * the new tokens when their turn comes. The lock belongs to a connection of the database, so it dies with the process.
   */
  withRefreshLock<T>(connectionId: string, work: (turn: RefreshTurn) => Promise<T>): Promise<T> {
    // One waiter a process waits in the database: more would take the pool away from everybody else.
    return this.turns.take(connectionId, () =>
      this.database.exclusive(async (client) => {
        await client.query('SELECT pg_advisory_lock($1, hashtext($2))', [REFRESH_LOCK, connectionId]);
        try {
          return await work(await this.turnOf(connectionId, client));
        } finally {
          // When this fails, the next refresh makes it good.
          await this.changeStatus(connectionId, 'REFRESHING', 'ACTIVE', client).catch(() => undefined);
        }
      }),
    );
  }

  /** Encrypts anew, with the current key, tokens that another key has encrypted. Answers how many; 0: all are done. */
  reencrypt(limit: number): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await this.database.rows<TokenRow>(
        `${SELECT} AND key_id <> $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`,
        [this.cipher.currentKeyId, limit],
        tx,
      );
      for (const row of rows) {
        const { access, refresh, keyId } = this.sealed(row.id, this.opened(row));
        await this.database.execute(
          'UPDATE connection SET access_token_cipher = $2, refresh_token_cipher = $3, key_id = $4 WHERE id = $1',
          [row.id, access, refresh, keyId],
          tx,
        );
      }
      return rows.length;
    });
  }

  /** How many connections still need another key than the current one. */
  async countOfOtherKeys(): Promise<number> {
    const sql =
      'SELECT count(*)::int AS n FROM connection WHERE access_token_cipher IS NOT NULL AND key_id <> $1';
    const [row] = await this.database.rows<{ n: number }>(sql, [this.cipher.currentKeyId]);
    return row?.n ?? 0;
  }

  private async turnOf(connectionId: string, client: PoolClient): Promise<RefreshTurn> {
    const tokens = await this.findForDelivery(connectionId, client);
    return {
      tokens,
      announce: async () => void (await this.changeStatus(connectionId, 'ACTIVE', 'REFRESHING', client)),
      noteFailure: (refusal) => this.noteFailure(connectionId, refusal, client),
      store: (fresh) =>
        this.write(connectionId, fresh, { version: tokens?.tokenVersion ?? null, isRenewal: true }, client),
    };
  }

  private async noteFailure(connectionId: string, refusal: string | null, client: PoolClient): Promise<void> {
    await this.database.execute(
      `UPDATE connection SET renewal_tried_at = now(), last_error = coalesce($2, last_error),
              renewal_refused_at = CASE WHEN $2::text IS NULL THEN renewal_refused_at ELSE coalesce(renewal_refused_at, now()) END
        WHERE id = $1`,
      [connectionId, refusal],
      client,
    );
  }

  private changeStatus(
    id: string,
    from: ConnectionStatus,
    to: ConnectionStatus,
    client: PoolClient,
  ): Promise<number> {
    return this.database.execute(
      'UPDATE connection SET status = $3 WHERE id = $1 AND status = $2',
      [id, from, to],
      client,
    );
  }

  private async write(
    connectionId: string,
    tokens: NewTokens,
    { version, isRenewal }: Replacement,
    tx: Tx,
  ): Promise<boolean> {
    const { access, refresh, keyId } = this.sealed(connectionId, tokens);
    const written = await this.database.execute(
      `UPDATE connection SET status = 'ACTIVE', access_token_cipher = $2, refresh_token_cipher = $3, key_id = $4,
              access_expires_at = $5, refresh_expires_at = $6, token_version = token_version + 1,
              refused_version = NULL, renewal_tried_at = CASE WHEN $8 THEN now() END,
              renewal_refused_at = CASE WHEN $3::bytea IS NULL THEN now() END, expiry_warned_days = NULL,
              last_error = NULL, last_error_code = NULL, updated_at = now()
        WHERE id = $1 AND token_version = $7`,
      [
        ...[connectionId, access, refresh, keyId, tokens.accessExpiresAt, tokens.refreshExpiresAt],
        ...[version, isRenewal],
      ],
      tx,
    );
    return written > 0;
  }

  private sealed(
    owner: string,
    tokens: NewTokens,
  ): { access: Buffer; refresh: Buffer | null; keyId: string } {
    const { cipher, keyId } = this.cipher.seal(tokens.accessToken, owner);
    const refresh = tokens.refreshToken === null ? null : this.cipher.seal(tokens.refreshToken, owner).cipher;
    return { access: cipher, refresh, keyId };
  }

  private opened(row: TokenRow): StoredTokens {
    const open = (cipher: Buffer) => this.cipher.open({ cipher, keyId: row.key_id }, row.id);
    return {
      status: row.status,
      accessToken: open(row.access_token_cipher),
      refreshToken: row.refresh_token_cipher && open(row.refresh_token_cipher),
      accessExpiresAt: row.access_expires_at,
      refreshExpiresAt: row.refresh_expires_at,
      tokenVersion: row.token_version,
      isRefused: row.is_refused,
      renewalTriedAt: row.renewal_tried_at,
    };
  }
}
