import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { TEXT, TIME_NOW } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

@Entity('audit_event')
@Index(['workspaceId', 'id'])
export class AuditEventEntity {
  @PrimaryColumn(TEXT) id!: string;
  @ForeignKey(() => WorkspaceEntity)
  @Column(TEXT)
  workspaceId!: string;
  @Column(TIME_NOW) at!: Date;
  @Column(TEXT) actor!: string;
  @Column(TEXT) action!: string;
  @Column(TEXT) subjectType!: string;
  @Column(TEXT) subjectId!: string;
  @Column({ type: 'jsonb', default: {} }) detail!: Record<string, unknown>;
}
