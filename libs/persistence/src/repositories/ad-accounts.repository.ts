import { type AdAccount, newId } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { AdAccountEntity } from '../entities/ad-account.entity.ts';
import { pick } from '../pick.ts';

const FIELDS = [
  'id',
  'connectionId',
  'workspaceId',
  'pinterestAdAccountId',
  'name',
  'country',
  'currency',
  'permissions',
  'selected',
  'termsAccepted',
  'seenAt',
] as const;

/** An ad account as Pinterest lists it. */
export type ListedAdAccount = Pick<
  AdAccount,
  'pinterestAdAccountId' | 'name' | 'country' | 'currency' | 'permissions'
>;

@Injectable()
export class AdAccountsRepository {
  constructor(private readonly database: Database) {}

  /** Takes over what Pinterest lists for a connection: new ones come in, known ones are brought up to date, none go. */
  async saveListed(
    workspaceId: string,
    connectionId: string,
    listed: readonly ListedAdAccount[],
    tx?: Tx,
  ): Promise<void> {
    const rows = listed.map((one) => ({ ...one, id: newId('act') }));
    await this.database.execute(
      `INSERT INTO ad_account (id, connection_id, workspace_id, pinterest_ad_account_id, name, country, currency, permissions, seen_at)
       SELECT one."id", $2, $1, one."pinterestAdAccountId", one."name", one."country", one."currency", one."permissions", now()
         FROM jsonb_to_recordset($3) AS one ("id" text, "pinterestAdAccountId" text, "name" text, "country" text,
                                             "currency" text, "permissions" text[])
        ORDER BY one."pinterestAdAccountId"
       ON CONFLICT (connection_id, pinterest_ad_account_id) DO UPDATE
          SET name = excluded.name, country = excluded.country, currency = excluded.currency,
              permissions = excluded.permissions, seen_at = excluded.seen_at`,
      [workspaceId, connectionId, JSON.stringify(rows)],
      tx,
    );
  }

  /** @param connectionId of this connection only */
  async list(workspaceId: string, connectionId?: string): Promise<readonly AdAccount[]> {
    const where = connectionId === undefined ? { workspaceId } : { workspaceId, connectionId };
    const rows = await this.database.manager().find(AdAccountEntity, { where, order: { id: 'ASC' } });
    return rows.map((row) => pick(row, FIELDS));
  }

  async find(workspaceId: string, id: string, tx?: Tx): Promise<AdAccount | null> {
    const row = await this.database.manager(tx).findOneBy(AdAccountEntity, { workspaceId, id });
    return row && pick(row, FIELDS);
  }

  async findMany(workspaceId: string, ids: readonly string[]): Promise<readonly AdAccount[]> {
    const rows = await this.database.manager().findBy(AdAccountEntity, { workspaceId, id: In([...ids]) });
    return rows.map((row) => pick(row, FIELDS));
  }

  async findForDelivery(id: string): Promise<AdAccount | null> {
    const row = await this.database.manager().findOneBy(AdAccountEntity, { id });
    return row && pick(row, FIELDS);
  }

  /** Null: no such ad account. */
  async select(workspaceId: string, id: string, selected: boolean, tx?: Tx): Promise<AdAccount | null> {
    await this.database.manager(tx).update(AdAccountEntity, { workspaceId, id }, { selected });
    return this.find(workspaceId, id, tx);
  }

  /** What a look at Pinterest's terms has shown. Null: no such ad account. */
  async saveTerms(workspaceId: string, id: string, termsAccepted: boolean): Promise<AdAccount | null> {
    await this.database.manager().update(AdAccountEntity, { workspaceId, id }, { termsAccepted });
    return this.find(workspaceId, id);
  }
}
