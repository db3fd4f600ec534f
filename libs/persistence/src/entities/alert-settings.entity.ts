import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TEXT } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

@Entity('alert_settings')
export class AlertSettingsEntity {
  @ForeignKey(() => WorkspaceEntity)
  @PrimaryColumn(TEXT)
  workspaceId!: string;
  @Column('int') erroredUsers!: number;
  @Column('int') backlogMinutes!: number;
}
