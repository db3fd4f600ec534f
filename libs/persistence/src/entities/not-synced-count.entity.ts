import { Column, Entity, PrimaryColumn } from 'typeorm';
import { COUNT, TEXT } from './columns.ts';

/** How many users of a step are not synced, by reason. No foreign key: this is written for every entry. */
@Entity('not_synced_count')
export class NotSyncedCountEntity {
  @PrimaryColumn(TEXT) stepId!: string;
  /** notSyncedReasonCode of the domain. */
  @PrimaryColumn('smallint') reason!: number;
  @Column(COUNT) users!: number;
}
