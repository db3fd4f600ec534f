import {
  type MatchField,
  type Operation,
  OPERATIONS,
  STEP_KINDS,
  type StepKind,
} from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { AdAccountEntity } from './ad-account.entity.ts';
import { AudienceEntity } from './audience.entity.ts';
import { CanvasEntity } from './canvas.entity.ts';
import { isOneOf, OPTIONAL_TEXT, TEXT, TEXTS } from './columns.ts';
import { ConnectionEntity } from './connection.entity.ts';

/** The keys to what a step points at hold the workspace too: a step cannot point into another one. */
@Entity('step')
@Unique(['canvasId', 'position'], { deferrable: 'INITIALLY DEFERRED' })
@Index(['connectionId'])
@Index(['audienceId'])
@ForeignKey(() => CanvasEntity, ['workspaceId', 'canvasId'], ['workspaceId', 'id'])
@ForeignKey(() => ConnectionEntity, ['workspaceId', 'connectionId'], ['workspaceId', 'id'])
@ForeignKey(() => AdAccountEntity, ['workspaceId', 'adAccountId'], ['workspaceId', 'id'])
@ForeignKey(() => AudienceEntity, ['workspaceId', 'audienceId'], ['workspaceId', 'id'])
@Check('step_kind_check', isOneOf('kind', STEP_KINDS))
@Check('step_operation_check', isOneOf('operation', OPERATIONS))
@Check('step_sync_check', "kind = 'EXTERNAL' OR operation IS NOT NULL")
export class StepEntity {
  @PrimaryColumn(TEXT) id!: string;
  @Column(TEXT) canvasId!: string;
  @Column(TEXT) workspaceId!: string;
  @Column('int') position!: number;
  @Column(TEXT) kind!: StepKind;
  @Column(TEXT) name!: string;
  @Column(OPTIONAL_TEXT) connectionId!: string | null;
  @Column(OPTIONAL_TEXT) adAccountId!: string | null;
  @Column(OPTIONAL_TEXT) audienceId!: string | null;
  @Column(OPTIONAL_TEXT) operation!: Operation | null;
  @Column(TEXTS) matchFields!: MatchField[];
  @Column(OPTIONAL_TEXT) handoffQueue!: string | null;
}
