import { type AlertChannelKind, newId } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { TokenCipher } from '../token-cipher.ts';

/** Where a workspace hears of alerts. */
export interface AlertChannel {
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: AlertChannelKind;
  readonly createdAt: Date;
  /** When something was last delivered. */
  readonly deliveredAt: Date | null;
  /** What went wrong last; null after a delivery. */
  readonly lastError: string | null;
  readonly target: AlertTarget;
}

/** The address, and what webhooks are signed with. Encrypted at rest. */
export interface AlertTarget {
  readonly address: string;
  readonly secret: string | null;
}

type ChannelRow = Omit<AlertChannel, 'target'> & {
  readonly targetCipher: Buffer;
  readonly keyId: string;
};

const CHANNEL = `id, workspace_id AS "workspaceId", kind, created_at AS "createdAt", delivered_at AS "deliveredAt",
  last_error AS "lastError", target_cipher AS "targetCipher", key_id AS "keyId"`;

@Injectable()
export class AlertChannelsRepository {
  constructor(
    private readonly database: Database,
    private readonly cipher: TokenCipher,
  ) {}

  async create(
    workspaceId: string,
    kind: AlertChannelKind,
    target: AlertTarget,
    tx: Tx,
  ): Promise<AlertChannel> {
    const id = newId('chn');
    const { cipher, keyId } = this.cipher.seal(JSON.stringify(target), id);
    const [row] = await this.database.rows<ChannelRow>(
      `INSERT INTO alert_channel (id, workspace_id, kind, target_cipher, key_id) VALUES ($1, $2, $3, $4, $5) RETURNING ${CHANNEL}`,
      [id, workspaceId, kind, cipher, keyId],
      tx,
    );
    if (!row) throw new Error('the channel was not stored');
    return this.channelOf(row);
  }

  async list(workspaceId: string): Promise<readonly AlertChannel[]> {
    const rows = await this.database.rows<ChannelRow>(
      `SELECT ${CHANNEL} FROM alert_channel WHERE workspace_id = $1 ORDER BY id`,
      [workspaceId],
    );
    return rows.map((row) => this.channelOf(row));
  }

  /** With everything that was to be told there. False: no such channel. */
  async remove(workspaceId: string, id: string, tx: Tx): Promise<boolean> {
    const sql = 'DELETE FROM alert_channel WHERE workspace_id = $1 AND id = $2';
    return (await this.database.execute(sql, [workspaceId, id], tx)) > 0;
  }

  async find(workspaceId: string, id: string): Promise<AlertChannel | null> {
    const [row] = await this.database.rows<ChannelRow>(
      `SELECT ${CHANNEL} FROM alert_channel WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, id],
    );
    return row ? this.channelOf(row) : null;
  }

  /** For the worker: of whichever workspace. */
  async findForDelivery(id: string): Promise<AlertChannel | null> {
    const [row] = await this.database.rows<ChannelRow>(`SELECT ${CHANNEL} FROM alert_channel WHERE id = $1`, [
      id,
    ]);
    return row ? this.channelOf(row) : null;
  }

  /** Encrypts anew, with the current key, what another key has encrypted. Answers how many; 0: all are done. */
  reencrypt(limit: number): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await this.database.rows<ChannelRow>(
        `SELECT ${CHANNEL} FROM alert_channel WHERE key_id <> $1 ORDER BY id LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED`,
        [this.cipher.currentKeyId, limit],
        tx,
      );
      for (const row of rows) {
        const { id, target } = this.channelOf(row);
        const { cipher, keyId } = this.cipher.seal(JSON.stringify(target), id);
        const sql = 'UPDATE alert_channel SET target_cipher = $2, key_id = $3 WHERE id = $1';
        await this.database.execute(sql, [id, cipher, keyId], tx);
      }
      return rows.length;
    });
  }

  /** How many channels still need another key than the current one. */
  async countOfOtherKeys(): Promise<number> {
    const sql = 'SELECT count(*)::int AS n FROM alert_channel WHERE key_id <> $1';
    const [row] = await this.database.rows<{ n: number }>(sql, [this.cipher.currentKeyId]);
    return row?.n ?? 0;
  }

  private channelOf({ targetCipher, keyId, ...channel }: ChannelRow): AlertChannel {
    const target = JSON.parse(this.cipher.open({ cipher: targetCipher, keyId }, channel.id)) as AlertTarget;
    return { ...channel, target };
  }
}
