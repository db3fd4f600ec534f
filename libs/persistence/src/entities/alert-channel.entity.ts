import { ALERT_CHANNEL_KINDS, type AlertChannelKind } from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { isOneOf, OPTIONAL_TEXT, OPTIONAL_TIME, TEXT, TIME_NOW } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

/** Where alerts are told. Address and secret are encrypted together, with this row's id as additional data. */
@Entity('alert_channel')
@Index(['workspaceId', 'id'])
@Check('alert_channel_kind_check', isOneOf('kind', ALERT_CHANNEL_KINDS))
export class AlertChannelEntity {
  @PrimaryColumn(TEXT) id!: string;
  @ForeignKey(() => WorkspaceEntity)
  @Column(TEXT)
  workspaceId!: string;
  @Column(TEXT) kind!: AlertChannelKind;
  @Column('bytea') targetCipher!: Buffer;
  @Column(TEXT) keyId!: string;
  @Column(TIME_NOW) createdAt!: Date;
  @Column(OPTIONAL_TIME) deliveredAt!: Date | null;
  /** What went wrong last; null after a delivery. */
  @Column(OPTIONAL_TEXT) lastError!: string | null;
}
