import { ALERT_EVENTS, type AlertEvent } from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { AlertChannelEntity } from './alert-channel.entity.ts';
import { AlertEntity } from './alert.entity.ts';
import { isOneOf, OPTIONAL_TEXT, OPTIONAL_TIME, TEXT, TIME_NOW } from './columns.ts';

/** One event for one channel. Its id stays the same over all tries, so that a receiver can tell a repetition. */
@Entity('alert_delivery')
@Unique(['channelId', 'alertId', 'event'])
@Index(['nextAt'], { where: 'next_at IS NOT NULL' })
@Check('alert_delivery_event_check', isOneOf('event', ALERT_EVENTS))
export class AlertDeliveryEntity {
  @PrimaryColumn(TEXT) id!: string;
  @ForeignKey(() => AlertChannelEntity, { onDelete: 'CASCADE' })
  @Column(TEXT)
  channelId!: string;
  /** Null: a test. */
  @ForeignKey(() => AlertEntity)
  @Column(OPTIONAL_TEXT)
  alertId!: string | null;
  @Column(TEXT) event!: AlertEvent;
  @Column(TIME_NOW) createdAt!: Date;
  @Column({ type: 'int', default: 0 }) attempts!: number;
  /** When it is tried next, or the end of the lease of who is trying; null: it is over. */
  @Column(OPTIONAL_TIME) nextAt!: Date | null;
  @Column(OPTIONAL_TIME) deliveredAt!: Date | null;
}
