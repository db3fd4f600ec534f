import {
  AUDIENCE_KINDS,
  AUDIENCE_ORIGINS,
  AUDIENCE_STATUSES,
  type AudienceChange,
  type AudienceKind,
  type AudienceOrigin,
  type AudienceStatus,
} from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { AdAccountEntity } from './ad-account.entity.ts';
import { isOneOf, OPTIONAL_COUNT, OPTIONAL_TEXT, OPTIONAL_TIME, TEXT, TIME_NOW } from './columns.ts';
import { ConnectionEntity } from './connection.entity.ts';

@Entity('audience')
@Unique(['workspaceId', 'id'])
@Unique(['adAccountId', 'pinterestCustomerListId'])
@ForeignKey(() => ConnectionEntity, ['workspaceId', 'connectionId'], ['workspaceId', 'id'])
@ForeignKey(() => AdAccountEntity, ['workspaceId', 'adAccountId'], ['workspaceId', 'id'])
@ForeignKey(() => AudienceEntity, ['workspaceId', 'seedAudienceId'], ['workspaceId', 'id'])
@Check('audience_kind_check', isOneOf('kind', AUDIENCE_KINDS))
@Check(
  'audience_actalike_check',
  "(kind = 'ACTALIKE') = (seed_audience_id IS NOT NULL AND country IS NOT NULL AND percentage IS NOT NULL)",
)
@Check('audience_status_check', isOneOf('status', AUDIENCE_STATUSES))
@Check('audience_origin_check', isOneOf('origin', AUDIENCE_ORIGINS))
export class AudienceEntity {
  @PrimaryColumn(TEXT) id!: string;
  @Column(TEXT) workspaceId!: string;
  @Column(TEXT) connectionId!: string;
  @Column(TEXT) adAccountId!: string;
  @Column(TEXT) name!: string;
  @Column(OPTIONAL_TEXT) description!: string | null;
  @Column(TEXT) status!: AudienceStatus;
  @Column(TEXT) origin!: AudienceOrigin;
  @Column({ ...TEXT, default: 'CUSTOMER_LIST' }) kind!: AudienceKind;
  @Column(OPTIONAL_TEXT) seedAudienceId!: string | null;
  @Column(OPTIONAL_TEXT) country!: string | null;
  @Column({ type: 'int', nullable: true }) percentage!: number | null;
  @Column(OPTIONAL_TEXT) pinterestCustomerListId!: string | null;
  @Column(OPTIONAL_TEXT) pinterestAudienceId!: string | null;
  @Column(OPTIONAL_TIME) listCreateStartedAt!: Date | null;
  /** Until then one worker alone may create the list and the audience at Pinterest. */
  @Column(OPTIONAL_TIME) creatingUntil!: Date | null;
  @Column(OPTIONAL_COUNT) size!: number | null;
  @Column(OPTIONAL_TEXT) pinterestStatus!: string | null;
  @Column(OPTIONAL_TIME) sizeCheckedAt!: Date | null;
  @Column(OPTIONAL_TIME) linkedAt!: Date | null;
  @Column({ type: 'jsonb', nullable: true }) pendingChange!: AudienceChange | null;
  @Column(OPTIONAL_TEXT) problem!: string | null;
  @Column(TIME_NOW) createdAt!: Date;
  @Column(TIME_NOW) updatedAt!: Date;
}
