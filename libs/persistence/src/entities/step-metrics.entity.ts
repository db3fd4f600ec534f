import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { COUNT, TEXT, TIME_NOW } from './columns.ts';
import { StepEntity } from './step.entity.ts';

/** The database itself refuses counters that do not add up. */
@Entity('step_metrics')
@Check('step_metrics_sum_check', 'entered = synced + not_synced + pending + errored')
@Check(
  'step_metrics_positive_check',
  'entered >= 0 AND proceeded >= 0 AND synced >= 0 AND not_synced >= 0 AND pending >= 0 AND errored >= 0 AND exited >= 0',
)
export class StepMetricsEntity {
  @ForeignKey(() => StepEntity, { onDelete: 'CASCADE' })
  @PrimaryColumn(TEXT)
  stepId!: string;
  @Column(TEXT) workspaceId!: string;
  @Column(COUNT) entered!: number;
  @Column(COUNT) proceeded!: number;
  @Column(COUNT) synced!: number;
  @Column(COUNT) notSynced!: number;
  @Column(COUNT) pending!: number;
  @Column(COUNT) errored!: number;
  @Column(COUNT) exited!: number;
  @Column(TIME_NOW) updatedAt!: Date;
}
