import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { OPTIONAL_TEXT, OPTIONAL_TIME, TEXT, TEXTS, TIME } from './columns.ts';
import { ConnectionEntity } from './connection.entity.ts';

@Entity('ad_account')
@Unique(['workspaceId', 'id'])
@Unique(['connectionId', 'pinterestAdAccountId'])
@ForeignKey(() => ConnectionEntity, ['workspaceId', 'connectionId'], ['workspaceId', 'id'])
export class AdAccountEntity {
  @PrimaryColumn(TEXT) id!: string;
  @Column(TEXT) connectionId!: string;
  @Column(TEXT) workspaceId!: string;
  @Column(TEXT) pinterestAdAccountId!: string;
  @Column(TEXT) name!: string;
  @Column(OPTIONAL_TEXT) country!: string | null;
  @Column(OPTIONAL_TEXT) currency!: string | null;
  @Column(TEXTS) permissions!: string[];
  @Column({ type: 'boolean', default: false }) selected!: boolean;
  @Column({ type: 'boolean', nullable: true }) termsAccepted!: boolean | null;
  @Column(TIME) seenAt!: Date;
  /** Pinterest lists it no more since then. */
  @Column(OPTIONAL_TIME) missingSince!: Date | null;
  /** When Pinterest was last asked about its terms. */
  @Column(OPTIONAL_TIME) checkedAt!: Date | null;
}
