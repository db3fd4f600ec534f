import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { COUNT, isOneOf, TEXT } from './columns.ts';

/** The reasons behind two counters of a step, kept in the statement that keeps the counters. */
@Entity('step_reason')
@Check('step_reason_outcome_check', isOneOf('outcome', ['NOT_SYNCED', 'ERRORED']))
export class StepReasonEntity {
  @PrimaryColumn(TEXT) stepId!: string;
  @PrimaryColumn(TEXT) outcome!: 'NOT_SYNCED' | 'ERRORED';
  @PrimaryColumn(TEXT) reason!: string;
  @Column(COUNT) users!: number;
}
