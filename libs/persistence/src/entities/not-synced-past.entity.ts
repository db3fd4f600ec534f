import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TEXT, WHOLE } from './columns.ts';

/** How many users of a step without a usable identifier were forgotten with their time. */
@Entity('not_synced_past')
export class NotSyncedPastEntity {
  @PrimaryColumn(TEXT) stepId!: string;
  @Column(WHOLE) users!: number;
}
