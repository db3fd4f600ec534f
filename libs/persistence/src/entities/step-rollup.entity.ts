import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { COUNT, TEXT, TIME } from './columns.ts';

/** What moved in a step within a stretch of time. `width`: 1 or 15 minutes; `at`: when the stretch begins. */
@Entity('step_rollup')
@Index(['width', 'at'])
export class StepRollupEntity {
  @PrimaryColumn(TEXT) stepId!: string;
  @PrimaryColumn('smallint') width!: number;
  @PrimaryColumn(TIME) at!: Date;
  @Column(COUNT) entered!: number;
  @Column(COUNT) notSynced!: number;
  @Column(COUNT) synced!: number;
  @Column(COUNT) errored!: number;
  /** Errored users who were brought back. */
  @Column(COUNT) redriven!: number;
  @Column(COUNT) exited!: number;
}
