import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { searchKey } from '../sql.ts';

/** Whose a name is: an audience of ours, or one that exists at Pinterest only. */
export interface NameHolder {
  readonly audienceId: string | null;
  readonly pinterestAudienceId: string | null;
}

const HOLDER = `
  SELECT a.id AS "audienceId", a.pinterest_audience_id AS "pinterestAudienceId"
    FROM audience a JOIN ad_account o ON o.id = a.ad_account_id
   WHERE a.workspace_id = $1 AND o.pinterest_ad_account_id = $2 AND a.id <> $4
     AND a.status IN ('DRAFT', 'CREATING', 'READY')
     AND $3 IN (${searchKey('a.name')}, ${searchKey("a.pending_change ->> 'name'")})
   UNION ALL
  SELECT NULL, p.pinterest_audience_id
    FROM pinterest_audience p JOIN ad_account o ON o.id = p.ad_account_id
   WHERE o.workspace_id = $1 AND o.pinterest_ad_account_id = $2 AND p.search_name = $3 AND NOT p.received
     AND NOT EXISTS (SELECT FROM audience a WHERE a.workspace_id = $1 AND a.pinterest_audience_id = p.pinterest_audience_id
                      AND (a.id = $4 OR a.status = 'DELETED'))
   LIMIT 1`;

/** Which names of audiences are taken in an ad account, in any case: two of one name could not be told apart. */
@Injectable()
export class AudienceNamesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Who has the name; null: it is free, and stays so until the transaction ends.
   * @param exceptId the audience that is to be renamed
   */
  async holder(
    workspaceId: string,
    pinterestAdAccountId: string,
    name: string,
    tx: Tx,
    exceptId = '',
  ): Promise<NameHolder | null> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `audience-names/${workspaceId}/${pinterestAdAccountId}`,
    ]);
    const [key] = await this.database.rows<{ name: string }>(`SELECT ${searchKey('$1')} AS name`, [name], tx);
    const values = [workspaceId, pinterestAdAccountId, key?.name, exceptId];
    const [row] = await this.database.rows<NameHolder & Record<string, unknown>>(HOLDER, values, tx);
    return row ?? null;
  }
}
