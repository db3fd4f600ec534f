import { type Role, ROLES } from '@audience-sync/domain';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { isOneOf, OPTIONAL_TIME, TEXT, TIME_NOW } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

@Entity('api_key')
@Index(['workspaceId', 'id'])
@Unique(['hash'])
@Check('api_key_role_check', isOneOf('role', ROLES))
export class ApiKeyEntity {
  @PrimaryColumn(TEXT) id!: string;
  @ForeignKey(() => WorkspaceEntity)
  @Column(TEXT)
  workspaceId!: string;
  @Column(TEXT) name!: string;
  /** SHA-256 of the key; the key itself is nowhere. */
  @Column('bytea') hash!: Buffer;
  @Column(TEXT) role!: Role;
  @Column(TIME_NOW) createdAt!: Date;
  @Column(OPTIONAL_TIME) expiresAt!: Date | null;
  @Column(OPTIONAL_TIME) revokedAt!: Date | null;
  @Column(OPTIONAL_TIME) lastUsedAt!: Date | null;
}
