import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { COUNT, TEXT, TIME } from './columns.ts';

/** Users of a step who were synced within a stretch of time, by how long that took them: latencyBucketOf of the domain. */
@Entity('step_latency')
@Index(['width', 'at'])
export class StepLatencyEntity {
  @PrimaryColumn(TEXT) stepId!: string;
  @PrimaryColumn('smallint') width!: number;
  @PrimaryColumn(TIME) at!: Date;
  @PrimaryColumn('smallint') bucket!: number;
  @Column(COUNT) users!: number;
}
