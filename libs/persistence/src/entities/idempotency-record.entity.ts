import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { TEXT, TIME_NOW } from './columns.ts';

@Entity('idempotency_record')
@Index(['createdAt'])
export class IdempotencyRecordEntity {
  @PrimaryColumn(TEXT) workspaceId!: string;
  @PrimaryColumn(TEXT) key!: string;
  /** Which chunk of a streamed request; 0 for a whole one. */
  @PrimaryColumn({ type: 'int', default: 0 }) part!: number;
  @Column('bytea') requestHash!: Buffer;
  @Column('jsonb') response!: unknown;
  @Column(TIME_NOW) createdAt!: Date;
}
