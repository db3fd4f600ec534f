import {
  type ActalikeRule,
  type AdAccount,
  type Audience,
  type AudienceStatus,
  type Connection,
  newId,
} from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { AudienceEntity } from '../entities/audience.entity.ts';
import { type Page, type Slice, sliceOf } from '../page.ts';
import { contains } from '../sql.ts';
import { AdAccountsRepository } from './ad-accounts.repository.ts';
import { audienceOf } from './audience-row.ts';
import { ConnectionsRepository } from './connections.repository.ts';

export type NewAudience = Pick<Audience, 'connectionId' | 'adAccountId' | 'name' | 'description'>;

/** An audience that was at Pinterest before. */
export interface ExistingAudience extends NewAudience {
  readonly pinterestCustomerListId: string;
  readonly pinterestAudienceId: string;
  readonly size: number | null;
  readonly pinterestStatus: string | null;
}

export type AudienceEdit = Partial<Pick<Audience, 'name' | 'description' | 'status'>>;

export interface AudienceFilter {
  readonly adAccountId?: string;
  /** Part of the name, in any case. */
  readonly search?: string;
  readonly statuses?: readonly AudienceStatus[];
}

/** Where a batch of an audience goes. */
export interface AudienceDelivery {
  readonly audience: Audience;
  readonly adAccount: AdAccount;
  readonly connection: Connection;
}

@Injectable()
export class AudiencesRepository {
  constructor(
    private readonly database: Database,
    private readonly adAccounts: AdAccountsRepository,
    private readonly connections: ConnectionsRepository,
  ) {}

  /** Exists here at once, at Pinterest with its first delivery. */
  async createDraft(workspaceId: string, draft: NewAudience, tx?: Tx): Promise<Audience> {
    const id = newId('aud');
    const row = { ...draft, id, workspaceId, status: 'DRAFT', origin: 'CREATED' } as const;
    await this.database.manager(tx).insert(AudienceEntity, row);
    return this.get(id, tx);
  }

  /** Waits to be made at Pinterest. */
  async createActalike(
    workspaceId: string,
    draft: NewAudience,
    { seedAudienceId, country, percentage }: ActalikeRule,
    tx?: Tx,
  ): Promise<Audience> {
    const id = newId('aud');
    const made = {
      id,
      workspaceId,
      status: 'DRAFT',
      origin: 'CREATED',
      pendingChange: { kind: 'CREATE' },
    } as const;
    const row = { ...draft, ...made, kind: 'ACTALIKE', seedAudienceId, country, percentage } as const;
    await this.database.manager(tx).insert(AudienceEntity, row);
    return this.get(id, tx);
  }

  /**
   * Takes up one that is at Pinterest; answers our own when we know its list already, which is in use again then: also
   * under the id of an audience that was made anew of the list.
   */
  async adopt(workspaceId: string, existing: ExistingAudience, tx?: Tx): Promise<Audience> {
    const { connectionId, adAccountId, name, description, size, pinterestStatus } = existing;
    const { pinterestCustomerListId, pinterestAudienceId } = existing;
    const [row] = await this.database.rows<{ id: string }>(
      `INSERT INTO audience (id, workspace_id, connection_id, ad_account_id, name, description, status, origin,
                             pinterest_customer_list_id, pinterest_audience_id, size, pinterest_status, linked_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'READY', 'EXISTING', $7, $8, $9, $10, now())
       ON CONFLICT (ad_account_id, pinterest_customer_list_id) DO UPDATE
          SET status = 'READY', problem = NULL,
              updated_at = CASE audience.status WHEN 'READY' THEN audience.updated_at ELSE now() END,
              pinterest_audience_id = CASE audience.status WHEN 'DELETED' THEN excluded.pinterest_audience_id
                ELSE coalesce(audience.pinterest_audience_id, excluded.pinterest_audience_id) END
       RETURNING id`,
      [
        ...[newId('aud'), workspaceId, connectionId, adAccountId, name, description],
        ...[pinterestCustomerListId, pinterestAudienceId, size, pinterestStatus],
      ],
      tx,
    );
    return this.get(row?.id ?? '', tx);
  }

  async find(workspaceId: string, id: string, tx?: Tx): Promise<Audience | null> {
    const row = await this.database.manager(tx).findOneBy(AudienceEntity, { workspaceId, id });
    return row && audienceOf(row);
  }

  async findMany(workspaceId: string, ids: readonly string[]): Promise<readonly Audience[]> {
    const rows = await this.database.manager().findBy(AudienceEntity, { workspaceId, id: In([...ids]) });
    return rows.map((row) => audienceOf(row));
  }

  async list(
    workspaceId: string,
    { adAccountId, search, statuses }: AudienceFilter,
    page: Page,
  ): Promise<Slice<Audience>> {
    const where = {
      workspaceId,
      ...(adAccountId === undefined ? {} : { adAccountId }),
      ...(search ? { name: contains(search) } : {}),
      ...(statuses === undefined ? {} : { status: In([...statuses]) }),
      ...(page.after === null ? {} : { id: MoreThan(page.after) }),
    };
    const rows = await this.database
      .manager()
      .find(AudienceEntity, { where, order: { id: 'ASC' }, take: page.limit + 1 });
    return sliceOf(
      rows.map((row) => audienceOf(row)),
      page,
    );
  }

  /** Null: no such audience. */
  async change(workspaceId: string, id: string, change: AudienceEdit, tx?: Tx): Promise<Audience | null> {
    const values = { ...change, updatedAt: () => 'now()' };
    await this.database.manager(tx).update(AudienceEntity, { workspaceId, id }, values);
    return this.find(workspaceId, id, tx);
  }

  /** Why deliveries to these audiences wait for a person, by audience. */
  async holdsOf(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.rows<{ id: string; reason: string }>(
      `SELECT g.id, g.hold_reason AS reason FROM batching.ordering_group g
         JOIN audience a ON a.id = g.id AND a.workspace_id = $1
        WHERE g.id = ANY ($2) AND g.hold_reason IS NOT NULL`,
      [workspaceId, ids],
    );
    return new Map(rows.map(({ id, reason }) => [id, reason]));
  }

  /** Which of these audiences some step puts users into. */
  async fedOf(workspaceId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT DISTINCT audience_id AS id FROM step
        WHERE workspace_id = $1 AND audience_id = ANY ($2) AND operation = 'ADD'`,
      [workspaceId, ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Active canvases with a step that uses it, and how many users of its steps are still pending. */
  async usageOf(
    workspaceId: string,
    id: string,
    tx?: Tx,
  ): Promise<{ readonly activeCanvasIds: readonly string[]; readonly pending: number }> {
    const [row] = await this.database.rows<{ canvases: string[] | null; pending: string | null }>(
      `SELECT array_agg(DISTINCT c.id) FILTER (WHERE c.status = 'ACTIVE') AS canvases, sum(m.pending) AS pending
         FROM step s JOIN canvas c ON c.id = s.canvas_id LEFT JOIN step_metrics m ON m.step_id = s.id
        WHERE s.workspace_id = $1 AND s.audience_id = $2`,
      [workspaceId, id],
      tx,
    );
    return { activeCanvasIds: row?.canvases ?? [], pending: Number(row?.pending ?? 0) };
  }

  /** Changes a draft that Pinterest was never asked for. False: it is none (any more), and Pinterest must be told. */
  async editUnborn(
    workspaceId: string,
    id: string,
    { name, description }: Pick<Audience, 'name' | 'description'>,
    tx?: Tx,
  ): Promise<boolean> {
    const touched = await this.database.execute(
      `UPDATE audience SET name = $3, description = $4, updated_at = now()
        WHERE workspace_id = $1 AND id = $2 AND status = 'DRAFT' AND kind = 'CUSTOMER_LIST'
          AND list_create_started_at IS NULL AND (creating_until IS NULL OR creating_until < clock_timestamp())`,
      [workspaceId, id, name, description],
      tx,
    );
    return touched > 0;
  }

  /** With all that sending needs but the token. Null: no such audience. */
  async findForDelivery(id: string): Promise<AudienceDelivery | null> {
    const row = await this.database.manager().findOneBy(AudienceEntity, { id });
    const [adAccount, connection] = row
      ? await Promise.all([
          this.adAccounts.findForDelivery(row.adAccountId),
          this.connections.findForDelivery(row.connectionId),
        ])
      : [];
    return row && adAccount && connection ? { audience: audienceOf(row), adAccount, connection } : null;
  }

  /** For the worker: what Pinterest says about size and status now. */
  async saveSize(
    id: string,
    { size, pinterestStatus }: Pick<Audience, 'size' | 'pinterestStatus'>,
  ): Promise<void> {
    const values = { size, pinterestStatus, sizeCheckedAt: () => 'now()' };
    await this.database.manager().update(AudienceEntity, { id }, values);
  }

  /** For the worker: Pinterest says that it is gone. False: known already. */
  async markDeleted(id: string, tx?: Tx): Promise<boolean> {
    return (
      (await this.database.execute(
        "UPDATE audience SET status = 'DELETED', updated_at = now() WHERE id = $1 AND status = 'READY'",
        [id],
        tx,
      )) > 0
    );
  }

  private async get(id: string, tx?: Tx): Promise<Audience> {
    return audienceOf(await this.database.manager(tx).findOneByOrFail(AudienceEntity, { id }));
  }
}
