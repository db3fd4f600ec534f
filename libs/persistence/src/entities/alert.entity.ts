import { ALERT_KINDS, ALERT_SUBJECTS, type AlertKind, type AlertSubject } from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { isOneOf, OPTIONAL_COUNT, OPTIONAL_TIME, TEXT, TIME_NOW } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

/** At most one of a kind is open for a subject. */
@Entity('alert')
@Index(['workspaceId', 'id'])
@Index(['kind', 'subjectId'], { unique: true, where: 'resolved_at IS NULL' })
@Check('alert_kind_check', isOneOf('kind', ALERT_KINDS))
@Check('alert_subject_type_check', isOneOf('subject_type', ALERT_SUBJECTS))
export class AlertEntity {
  @PrimaryColumn(TEXT) id!: string;
  @ForeignKey(() => WorkspaceEntity)
  @Column(TEXT)
  workspaceId!: string;
  @Column(TEXT) kind!: AlertKind;
  @Column(TEXT) subjectType!: AlertSubject;
  @Column(TEXT) subjectId!: string;
  @Column(TEXT) name!: string;
  @Column(OPTIONAL_COUNT) figure!: number | null;
  @Column(TIME_NOW) openedAt!: Date;
  @Column(OPTIONAL_TIME) resolvedAt!: Date | null;
}
