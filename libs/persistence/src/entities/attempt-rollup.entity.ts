import { type AnswerClass } from '@audience-sync/domain';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { COUNT, TEXT, TIME } from './columns.ts';

/** Attempts at batches of an audience within a stretch of time, by answer. */
@Entity('attempt_rollup')
@Index(['width', 'at'])
export class AttemptRollupEntity {
  @PrimaryColumn(TEXT) audienceId!: string;
  @PrimaryColumn('smallint') width!: number;
  @PrimaryColumn(TIME) at!: Date;
  @PrimaryColumn(TEXT) answer!: AnswerClass;
  @Column(COUNT) attempts!: number;
  /** Users in the batches that were tried. */
  @Column(COUNT) users!: number;
}
