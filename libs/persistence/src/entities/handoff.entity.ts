import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { TEXT, TEXTS, TIME_NOW } from './columns.ts';

/** The outbox of an external step. No foreign key: this is written for every entry. */
@Entity('handoff')
@Index(['stepId', 'seq'])
export class HandoffEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) seq!: string;
  @Column(TEXT) stepId!: string;
  @Column(TIME_NOW) createdAt!: Date;
  @Column(TEXTS) externalIds!: string[];
}
