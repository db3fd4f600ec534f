import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';
import { type Slice, sliceOf } from '../page.ts';
import { escapeLike, searchKey } from '../sql.ts';

/** An audience as Pinterest lists it. */
export interface FoundAudience {
  readonly pinterestAudienceId: string;
  readonly name: string;
  readonly audienceType: string | null;
  readonly customerListId: string | null;
  readonly pinterestStatus: string | null;
  readonly size: number | null;
  readonly received: boolean;
}

/** How fresh a listing is. */
export interface AudienceListing {
  readonly refreshedAt: Date | null;
  readonly isRefreshing: boolean;
  readonly problem: string | null;
}

/** An audience to choose: a draft of ours, or one that exists at Pinterest. */
export interface ListedChoice {
  readonly name: string;
  readonly searchName: string;
  readonly audienceId: string | null;
  readonly pinterestAudienceId: string | null;
  readonly audienceType: string | null;
  readonly pinterestStatus: string | null;
  readonly size: number | null;
  readonly received: boolean;
  readonly writable: boolean;
}

/** One of ours that should be at Pinterest and was not listed. */
export interface MissingAudience {
  readonly id: string;
  readonly pinterestAudienceId: string;
}

const NEVER: AudienceListing = { refreshedAt: null, isRefreshing: false, problem: null };

/** What exists at Pinterest, as last listed, and how the listing of it goes on. */
@Injectable()
export class AudienceListingsRepository {
  constructor(private readonly database: Database) {}

  async find(workspaceId: string, adAccountId: string): Promise<AudienceListing> {
    const [row] = await this.database.rows<AudienceListing & Record<string, unknown>>(
      `SELECT l.refreshed_at AS "refreshedAt", coalesce(l.refreshing_until > now(), false) AS "isRefreshing", l.problem
         FROM audience_listing l JOIN ad_account o ON o.id = l.ad_account_id
        WHERE o.workspace_id = $1 AND o.id = $2`,
      [workspaceId, adAccountId],
    );
    return row ?? NEVER;
  }

  /** In order of name, then id; `after` is the last one seen. */
  async search(
    workspaceId: string,
    adAccountId: string,
    words: string,
    page: { readonly after: readonly [name: string, id: string] | null; readonly limit: number },
  ): Promise<Slice<ListedChoice>> {
    const values = [
      workspaceId,
      adAccountId,
      escapeLike(words),
      ...(page.after ?? [null, null]),
      page.limit + 1,
    ];
    const rows = await this.database.rows<Omit<ListedChoice, 'size'> & { size: string | null }>(
      SEARCH,
      values,
    );
    const choices = rows.map((row) => ({ ...row, size: row.size === null ? null : Number(row.size) }));
    return sliceOf(choices, { after: null, limit: page.limit });
  }

  /** For the worker: the moment this listing began. Null: another worker is at it. */
  async begin(adAccountId: string, leaseMs: number): Promise<Date | null> {
    const [row] = await this.database.rows<{ now: Date }>(
      `INSERT INTO audience_listing (ad_account_id, refreshing_until)
       VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
       ON CONFLICT (ad_account_id) DO UPDATE SET refreshing_until = excluded.refreshing_until
        WHERE audience_listing.refreshing_until IS NULL OR audience_listing.refreshing_until < clock_timestamp()
       RETURNING date_trunc('milliseconds', now()) AS now`,
      [adAccountId, leaseMs],
    );
    return row?.now ?? null;
  }

  /** For the worker: a page of the listing. */
  async save(adAccountId: string, startedAt: Date, found: readonly FoundAudience[]): Promise<void> {
    await this.database.execute(SAVE, [adAccountId, startedAt, JSON.stringify(found)]);
  }

  /** For the worker: everything was listed. Forgets what is not there any more; sizes and states of ours are as listed. */
  async finish(adAccountId: string, startedAt: Date): Promise<readonly MissingAudience[]> {
    return this.database.transaction(async (tx) => {
      await tx.query('DELETE FROM pinterest_audience WHERE ad_account_id = $1 AND seen_at < $2', [
        adAccountId,
        startedAt,
      ]);
      await tx.query(COPY_SIZES, [adAccountId]);
      await tx.query(
        'UPDATE audience_listing SET refreshed_at = $2, refreshing_until = NULL, problem = NULL WHERE ad_account_id = $1',
        [adAccountId, startedAt],
      );
      return this.database.rows<MissingAudience & Record<string, unknown>>(
        MISSING,
        [adAccountId, startedAt],
        tx,
      );
    });
  }

  /** For the worker: it came to no end; what was known before stays. */
  async fail(adAccountId: string, problem: string): Promise<void> {
    await this.database.execute(
      'UPDATE audience_listing SET refreshing_until = NULL, problem = $2 WHERE ad_account_id = $1',
      [adAccountId, problem],
    );
  }

  /** For the worker: selected ad accounts of working connections whose listing is older than that, oldest first. */
  async due(ageMs: number, limit: number): Promise<readonly string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT o.id FROM ad_account o JOIN connection c ON c.id = o.connection_id
         LEFT JOIN audience_listing l ON l.ad_account_id = o.id
        WHERE o.selected AND c.status IN ('ACTIVE', 'REFRESHING')
          AND (l.refreshed_at IS NULL OR l.refreshed_at < now() - $1 * interval '1 millisecond')
        ORDER BY l.refreshed_at NULLS FIRST LIMIT $2`,
      [ageMs, limit],
    );
    return rows.map(({ id }) => id);
  }
}

const OURS = searchKey('a.name');
/** Names are compared byte by byte, so that every process and every locale agrees on what comes next. */
const SEARCH = `
  WITH choice AS (
    SELECT p.name, p.search_name, a.id AS audience_id, p.pinterest_audience_id, p.audience_type, p.pinterest_status, p.size,
           p.received, NOT p.received AND p.audience_type = 'CUSTOMER_LIST' AND p.customer_list_id IS NOT NULL AS writable,
           p.pinterest_audience_id AS id
      FROM pinterest_audience p
      JOIN ad_account o ON o.id = p.ad_account_id AND o.workspace_id = $1
      LEFT JOIN audience a ON a.ad_account_id = p.ad_account_id AND a.pinterest_audience_id = p.pinterest_audience_id
           AND a.status NOT IN ('DELETED', 'ARCHIVED')
     WHERE p.ad_account_id = $2
       AND NOT EXISTS (SELECT FROM audience gone WHERE gone.ad_account_id = p.ad_account_id
                        AND gone.pinterest_audience_id = p.pinterest_audience_id AND gone.status = 'DELETED')
    UNION ALL
    SELECT a.name, ${OURS}, a.id, a.pinterest_audience_id, a.kind, a.pinterest_status, a.size,
           false, a.kind = 'CUSTOMER_LIST', coalesce(a.pinterest_audience_id, a.id)
      FROM audience a
     WHERE a.workspace_id = $1 AND a.ad_account_id = $2 AND a.status NOT IN ('DELETED', 'ARCHIVED')
       AND NOT EXISTS (SELECT FROM pinterest_audience p WHERE p.ad_account_id = a.ad_account_id
                        AND p.pinterest_audience_id = a.pinterest_audience_id)
  )
  SELECT name, search_name AS "searchName", audience_id AS "audienceId", pinterest_audience_id AS "pinterestAudienceId",
         audience_type AS "audienceType", pinterest_status AS "pinterestStatus", size, received, coalesce(writable, false) AS writable
    FROM choice
   WHERE search_name LIKE '%' || ${searchKey('$3::text')} || '%'
     AND ($4::text IS NULL OR (search_name COLLATE "C", id COLLATE "C") > ($4, $5::text))
   ORDER BY search_name COLLATE "C", id COLLATE "C" LIMIT $6`;

const SAVE = `
  INSERT INTO pinterest_audience (ad_account_id, pinterest_audience_id, name, search_name, audience_type, customer_list_id,
                                  pinterest_status, size, received, seen_at)
  SELECT $1, one."pinterestAudienceId", one."name", ${searchKey('one."name"')}, one."audienceType", one."customerListId",
         one."pinterestStatus", one."size", one."received", $2
    FROM jsonb_to_recordset($3) AS one ("pinterestAudienceId" text, "name" text, "audienceType" text, "customerListId" text,
                                        "pinterestStatus" text, "size" bigint, "received" boolean)
  ON CONFLICT (ad_account_id, pinterest_audience_id) DO UPDATE
     SET name = excluded.name, search_name = excluded.search_name, audience_type = excluded.audience_type,
         customer_list_id = excluded.customer_list_id, pinterest_status = excluded.pinterest_status, size = excluded.size,
         received = excluded.received, seen_at = excluded.seen_at`;

/** A name that was changed in Ads Manager comes over too. */
const COPY_SIZES = `
  UPDATE audience a SET size = p.size, pinterest_status = p.pinterest_status, size_checked_at = p.seen_at,
         name = CASE WHEN a.pending_change IS NULL THEN p.name ELSE a.name END
    FROM pinterest_audience p
   WHERE a.ad_account_id = $1 AND p.ad_account_id = a.ad_account_id AND p.pinterest_audience_id = a.pinterest_audience_id`;

/** What came to be after the listing began may well be missing in it. */
const MISSING = `
  SELECT a.id, a.pinterest_audience_id AS "pinterestAudienceId" FROM audience a
   WHERE a.ad_account_id = $1 AND a.status = 'READY' AND a.pinterest_audience_id IS NOT NULL AND a.updated_at < $2
     AND NOT EXISTS (SELECT FROM pinterest_audience p WHERE p.ad_account_id = a.ad_account_id
                      AND p.pinterest_audience_id = a.pinterest_audience_id)
   ORDER BY a.id LIMIT 100`;
