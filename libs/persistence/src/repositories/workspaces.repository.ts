import { newId, type Workspace } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database.ts';
import { WorkspaceEntity } from '../entities/workspace.entity.ts';
import { pick } from '../pick.ts';

const FIELDS = ['id', 'name', 'createdAt'] as const;

@Injectable()
export class WorkspacesRepository {
  constructor(private readonly database: Database) {}

  async create(name: string, tx?: Tx): Promise<Workspace> {
    const id = newId('wks');
    await this.database.manager(tx).insert(WorkspaceEntity, { id, name });
    return pick(await this.database.manager(tx).findOneByOrFail(WorkspaceEntity, { id }), FIELDS);
  }

  async find(id: string, tx?: Tx): Promise<Workspace | null> {
    const row = await this.database.manager(tx).findOneBy(WorkspaceEntity, { id });
    return row && pick(row, FIELDS);
  }

  /** Null: no such workspace. */
  async rename(id: string, name: string, tx?: Tx): Promise<Workspace | null> {
    await this.database.manager(tx).update(WorkspaceEntity, { id }, { name });
    return this.find(id, tx);
  }

  /** Every workspace there is: for the operator's command line. */
  async list(): Promise<readonly Workspace[]> {
    const rows = await this.database.manager().find(WorkspaceEntity, { order: { id: 'ASC' } });
    return rows.map((row) => pick(row, FIELDS));
  }
}
