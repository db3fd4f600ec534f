import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { OPTIONAL_TEXT, OPTIONAL_TIME, TEXT, TIME } from './columns.ts';
import { WorkspaceEntity } from './workspace.entity.ts';

@Entity('oauth_state')
export class OauthStateEntity {
  @PrimaryColumn('bytea') stateHash!: Buffer;
  @ForeignKey(() => WorkspaceEntity)
  @Column(TEXT)
  workspaceId!: string;
  @Column(TEXT) caller!: string;
  @Column(OPTIONAL_TEXT) returnTo!: string | null;
  @Column(TIME) expiresAt!: Date;
  @Column(OPTIONAL_TIME) usedAt!: Date | null;
}
