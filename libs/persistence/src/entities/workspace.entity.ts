import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TEXT, TIME_NOW } from './columns.ts';

@Entity('workspace')
export class WorkspaceEntity {
  @PrimaryColumn(TEXT) id!: string;
  @Column(TEXT) name!: string;
  @Column(TIME_NOW) createdAt!: Date;
}
