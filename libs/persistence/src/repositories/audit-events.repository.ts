import { type AuditEvent, newId } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { And, LessThan, MoreThanOrEqual, type FindOptionsWhere } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { AuditEventEntity } from '../entities/audit-event.entity.ts';
import { type Page, type Slice, sliceOf } from '../page.ts';
import { pick } from '../pick.ts';

const FIELDS = ['id', 'workspaceId', 'at', 'actor', 'action', 'subjectType', 'subjectId', 'detail'] as const;

export type NewAuditEvent = Omit<AuditEvent, 'id' | 'at'>;

/** All conditions that are given must hold. */
export interface AuditFilter {
  readonly actor?: string | null | undefined;
  readonly action?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  readonly from?: Date | null | undefined;
  /** Not this moment itself. */
  readonly to?: Date | null | undefined;
}

@Injectable()
export class AuditEventsRepository {
  constructor(private readonly database: Database) {}

  /** Best in the transaction of what it tells of. */
  async record(event: NewAuditEvent, tx?: Tx): Promise<void> {
    const { workspaceId, actor, action, subjectType, subjectId, detail } = event;
    await this.database.execute(
      `INSERT INTO audit_event (id, workspace_id, actor, action, subject_type, subject_id, detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [newId('evt'), workspaceId, actor, action, subjectType, subjectId, JSON.stringify(detail)],
      tx,
    );
  }

  /** Newest first; `page.after` is the id of the last one seen. */
  async list(workspaceId: string, page: Page, filter: AuditFilter = {}): Promise<Slice<AuditEvent>> {
    const where = {
      workspaceId,
      ...conditionsOf(filter),
      ...(page.after === null ? {} : { id: LessThan(page.after) }),
    };
    const rows = await this.database
      .manager()
      .find(AuditEventEntity, { where, order: { id: 'DESC' }, take: page.limit + 1 });
    return sliceOf(
      rows.map((row) => pick(row, FIELDS)),
      page,
    );
  }
}

function conditionsOf({
  actor,
  action,
  subjectId,
  from,
  to,
}: AuditFilter): FindOptionsWhere<AuditEventEntity> {
  const times = [...(from ? [MoreThanOrEqual(from)] : []), ...(to ? [LessThan(to)] : [])];
  return {
    ...(actor ? { actor } : {}),
    ...(action ? { action } : {}),
    ...(subjectId ? { subjectId } : {}),
    ...(times.length > 0 ? { at: And(...times) } : {}),
  };
}
