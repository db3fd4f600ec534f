import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { TEXT, TEXTS, TIME_NOW } from './columns.ts';

/** Users of a step without a usable identifier. No foreign key: this is written for every entry. */
@Entity('not_synced_chunk')
@Index(['stepId', 'id'])
export class NotSyncedChunkEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' }) id!: string;
  @Column(TEXT) stepId!: string;
  @Column(TIME_NOW) createdAt!: Date;
  @Column(TEXTS) externalIds!: string[];
  /** A byte a user, in their order: notSyncedReasonCode of the domain. */
  @Column('bytea') reasons!: Buffer;
}
