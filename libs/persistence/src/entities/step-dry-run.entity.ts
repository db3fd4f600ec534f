import { type DryRunReport } from '@audience-sync/domain';
import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TEXT, TIME_NOW } from './columns.ts';
import { StepEntity } from './step.entity.ts';

/** The latest dry run of a step: counts only, nothing of its users. */
@Entity('step_dry_run')
export class StepDryRunEntity {
  @ForeignKey(() => StepEntity, { onDelete: 'CASCADE' })
  @PrimaryColumn(TEXT)
  stepId!: string;
  @Column(TIME_NOW) madeAt!: Date;
  @Column('jsonb') report!: DryRunReport;
}
