import { CONNECTION_STATUSES, type ConnectionStatus } from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { isOneOf, OPTIONAL_TEXT, OPTIONAL_TIME, TEXT, TEXTS, TIME_NOW } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

@Entity('connection')
@Unique(['workspaceId', 'id'])
@Unique(['workspaceId', 'pinterestUserId'])
@Check('connection_status_check', isOneOf('status', CONNECTION_STATUSES))
@Check('connection_tokens_check', '(access_token_cipher IS NULL) = (key_id IS NULL)')
export class ConnectionEntity {
  @PrimaryColumn(TEXT) id!: string;
  @ForeignKey(() => WorkspaceEntity)
  @Column(TEXT)
  workspaceId!: string;
  @Column(TEXT) pinterestUserId!: string;
  @Column(TEXT) username!: string;
  @Column(TEXT) status!: ConnectionStatus;
  @Column(TEXTS) scopes!: string[];
  /** Null once disconnected. Encrypted, with this row's id as additional data; see TokenCipher. */
  @Column({ type: 'bytea', nullable: true }) accessTokenCipher!: Buffer | null;
  @Column({ type: 'bytea', nullable: true }) refreshTokenCipher!: Buffer | null;
  /** Which key both were encrypted with. */
  @Column(OPTIONAL_TEXT) keyId!: string | null;
  @Column(OPTIONAL_TIME) accessExpiresAt!: Date | null;
  @Column(OPTIONAL_TIME) refreshExpiresAt!: Date | null;
  @Column({ type: 'int', default: 0 }) tokenVersion!: number;
  /** The version of the tokens that Pinterest has refused: nobody sends with it any more. */
  @Column({ type: 'int', nullable: true }) refusedVersion!: number | null;
  /** When these tokens were last tried to be renewed, or were made by a renewal. Null: a person's own grant. */
  @Column(OPTIONAL_TIME) renewalTriedAt!: Date | null;
  /** Pinterest does not renew this grant any more; its access token may still work for some time. */
  @Column(OPTIONAL_TIME) renewalRefusedAt!: Date | null;
  /** The last warning that was given about the end of the grant: 14, 7 or 1 days ahead. */
  @Column({ type: 'int', nullable: true }) expiryWarnedDays!: number | null;
  /** When its ad accounts were last checked. */
  @Column(OPTIONAL_TIME) preflightAt!: Date | null;
  @Column(OPTIONAL_TEXT) lastError!: string | null;
  @Column(OPTIONAL_TEXT) lastErrorCode!: string | null;
  @Column(TIME_NOW) createdAt!: Date;
  @Column(TIME_NOW) updatedAt!: Date;
}
