import { type AdAccount, newId } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
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
  'missingSince',
  'checkedAt',
] as const;

/** An ad account as Pinterest lists it. */
export interface ListedAdAccount extends Pick<AdAccount, 'country' | 'currency' | 'permissions'> {
  /** Pinterest's. */
  readonly id: string;
  readonly name: string | null;
}

const SAVE_LISTED = `
  INSERT INTO ad_account (id, connection_id, workspace_id, pinterest_ad_account_id, name, country, currency, permissions, seen_at)
  SELECT one."id", $2, $1, one."pinterestId", one."name", one."country", one."currency", one."permissions", now()
    FROM jsonb_to_recordset($3) AS one ("id" text, "pinterestId" text, "name" text, "country" text,
                                        "currency" text, "permissions" text[])
   ORDER BY one."pinterestId"
  ON CONFLICT (connection_id, pinterest_ad_account_id) DO UPDATE
     SET name = excluded.name, country = excluded.country, currency = excluded.currency,
         permissions = excluded.permissions, seen_at = excluded.seen_at, missing_since = NULL`;
const MARK_MISSING = `
  UPDATE ad_account SET missing_since = now()
   WHERE connection_id = $1 AND missing_since IS NULL AND pinterest_ad_account_id <> ALL ($2)`;

@Injectable()
export class AdAccountsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Takes over the whole list that Pinterest gives for a connection: new ones come in, known ones are brought up to
   * date, and those that are no longer on it are marked as missing, for steps may point at them. Answers how many there are.
   */
  async saveListed(
    workspaceId: string,
    connectionId: string,
    listed: AsyncIterable<ListedAdAccount> | Iterable<ListedAdAccount>,
  ): Promise<number> {
    const rows: object[] = [];
    const names: string[] = [];
    for await (const { id, name, country, currency, permissions } of listed) {
      rows.push({ id: newId('act'), pinterestId: id, name: name ?? id, country, currency, permissions });
      names.push(id);
    }
    await this.database.transaction(async (tx) => {
      const values = [workspaceId, connectionId, JSON.stringify(rows)];
      await this.database.execute(SAVE_LISTED, values, tx);
      await this.database.execute(MARK_MISSING, [connectionId, names], tx);
    });
    return rows.length;
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

  /** What Pinterest says of one ad account now. */
  async saveSeen(
    { id }: AdAccount,
    { name, country, currency, permissions }: ListedAdAccount,
  ): Promise<void> {
    const known = { ...(name === null ? {} : { name }), country, currency, permissions: [...permissions] };
    const values = { ...known, seenAt: () => 'now()', missingSince: null };
    await this.database.manager().update(AdAccountEntity, { id }, values);
  }

  /** Pinterest does not know it, or not for this user. */
  async markMissing({ id }: AdAccount): Promise<void> {
    const fresh = { id, missingSince: IsNull() };
    await this.database.manager().update(AdAccountEntity, fresh, { missingSince: () => 'now()' });
  }

  /** What a look at Pinterest's terms has shown; null: Pinterest did not say. False: no such ad account. */
  async saveTerms(workspaceId: string, id: string, termsAccepted: boolean | null): Promise<boolean> {
    const known = termsAccepted === null ? {} : { termsAccepted };
    const values = { ...known, checkedAt: () => 'now()' };
    const { affected } = await this.database.manager().update(AdAccountEntity, { workspaceId, id }, values);
    return affected === 1;
  }
}
