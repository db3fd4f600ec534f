import { type AdAccount, type Audience, type Connection, newId } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { type FindOperator, In, IsNull, LessThan, MoreThan, Raw } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { AudienceEntity } from '../entities/audience.entity.ts';
import { type Page, type Slice, sliceOf } from '../page.ts';
import { pick } from '../pick.ts';
import { escapeLike } from '../sql.ts';
import { AdAccountsRepository } from './ad-accounts.repository.ts';
import { ConnectionsRepository } from './connections.repository.ts';

const FIELDS = [
  'id',
  'workspaceId',
  'connectionId',
  'adAccountId',
  'name',
  'description',
  'status',
  'origin',
  'pinterestCustomerListId',
  'pinterestAudienceId',
  'listCreateStartedAt',
  'size',
  'pinterestStatus',
  'sizeCheckedAt',
  'createdAt',
  'updatedAt',
] as const;

export type NewAudience = Pick<Audience, 'connectionId' | 'adAccountId' | 'name' | 'description'>;

/** An audience that was at Pinterest before. */
export interface ExistingAudience extends NewAudience {
  readonly pinterestCustomerListId: string;
  readonly pinterestAudienceId: string;
  readonly size: number | null;
  readonly pinterestStatus: string | null;
}

export type AudienceChange = Partial<Pick<Audience, 'name' | 'description' | 'status'>>;

export interface AudienceFilter {
  readonly adAccountId?: string;
  /** Part of the name, in any case. */
  readonly search?: string;
}

/** Where a batch of an audience goes. */
export interface AudienceDelivery {
  readonly audience: Audience;
  readonly adAccount: AdAccount;
  readonly connection: Connection;
}

/** In any case of any language, also on a server whose locale knows ASCII only. */
function contains(text: string): FindOperator<string> {
  const pattern = `%${escapeLike(text.normalize('NFC'))}%`;
  const sql = (column: string) => `${column} COLLATE "und-x-icu" ILIKE :pattern`;
  return Raw(sql, { pattern }) as FindOperator<string>;
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

  /** Takes up one that is at Pinterest; answers our own when we know its list already. */
  async adopt(workspaceId: string, existing: ExistingAudience, tx?: Tx): Promise<Audience> {
    const row = { ...existing, id: newId('aud'), workspaceId, status: 'READY', origin: 'EXISTING' } as const;
    const manager = this.database.manager(tx);
    await manager.createQueryBuilder().insert().into(AudienceEntity).values(row).orIgnore().execute();
    const { adAccountId, pinterestCustomerListId } = existing;
    return pick(
      await manager.findOneByOrFail(AudienceEntity, { workspaceId, adAccountId, pinterestCustomerListId }),
      FIELDS,
    );
  }

  async find(workspaceId: string, id: string, tx?: Tx): Promise<Audience | null> {
    const row = await this.database.manager(tx).findOneBy(AudienceEntity, { workspaceId, id });
    return row && pick(row, FIELDS);
  }

  async findMany(workspaceId: string, ids: readonly string[]): Promise<readonly Audience[]> {
    const rows = await this.database.manager().findBy(AudienceEntity, { workspaceId, id: In([...ids]) });
    return rows.map((row) => pick(row, FIELDS));
  }

  async list(
    workspaceId: string,
    { adAccountId, search }: AudienceFilter,
    page: Page,
  ): Promise<Slice<Audience>> {
    const where = {
      workspaceId,
      ...(adAccountId === undefined ? {} : { adAccountId }),
      ...(search ? { name: contains(search) } : {}),
      ...(page.after === null ? {} : { id: MoreThan(page.after) }),
    };
    const rows = await this.database
      .manager()
      .find(AudienceEntity, { where, order: { id: 'ASC' }, take: page.limit + 1 });
    return sliceOf(
      rows.map((row) => pick(row, FIELDS)),
      page,
    );
  }

  /** Null: no such audience. */
  async change(workspaceId: string, id: string, change: AudienceChange, tx?: Tx): Promise<Audience | null> {
    const values = { ...change, updatedAt: () => 'now()' };
    await this.database.manager(tx).update(AudienceEntity, { workspaceId, id }, values);
    return this.find(workspaceId, id, tx);
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
    return row && adAccount && connection ? { audience: pick(row, FIELDS), adAccount, connection } : null;
  }

  /** For the worker: what Pinterest says about size and status now. */
  async saveSize(
    id: string,
    { size, pinterestStatus }: Pick<Audience, 'size' | 'pinterestStatus'>,
  ): Promise<void> {
    const values = { size, pinterestStatus, sizeCheckedAt: () => 'now()' };
    await this.database.manager().update(AudienceEntity, { id }, values);
  }

  /** For the worker: audiences at Pinterest that nobody has looked at since then, longest first. */
  async sizesOlderThan(moment: Date, limit: number): Promise<readonly string[]> {
    const rows = await this.database.manager().find(AudienceEntity, {
      select: { id: true },
      where: [
        { status: 'READY', sizeCheckedAt: LessThan(moment) },
        { status: 'READY', sizeCheckedAt: IsNull() },
      ],
      order: { sizeCheckedAt: { direction: 'ASC', nulls: 'FIRST' } },
      take: limit,
    });
    return rows.map((row) => row.id);
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
    return pick(await this.database.manager(tx).findOneByOrFail(AudienceEntity, { id }), FIELDS);
  }
}
