import { CANVAS_STATUSES, type CanvasStatus } from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { isOneOf, OPTIONAL_TIME, TEXT, TIME_NOW } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

@Entity('canvas')
@Unique(['workspaceId', 'id'])
@Check('canvas_status_check', isOneOf('status', CANVAS_STATUSES))
export class CanvasEntity {
  @PrimaryColumn(TEXT) id!: string;
  @ForeignKey(() => WorkspaceEntity)
  @Column(TEXT)
  workspaceId!: string;
  @Column(TEXT) name!: string;
  @Column(TEXT) status!: CanvasStatus;
  @Column({ type: 'int', default: 1 }) version!: number;
  @Column(TIME_NOW) createdAt!: Date;
  @Column(TIME_NOW) updatedAt!: Date;
  @Column(OPTIONAL_TIME) launchedAt!: Date | null;
}
