import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { AdAccountEntity } from './ad-account.entity.ts';
import { OPTIONAL_COUNT, OPTIONAL_TEXT, TEXT, TIME } from './columns.ts';

/** What exists at Pinterest in an ad account, as last listed: so that typing a name costs no request. */
@Entity('pinterest_audience')
export class PinterestAudienceEntity {
  @ForeignKey(() => AdAccountEntity, { onDelete: 'CASCADE' })
  @PrimaryColumn(TEXT)
  adAccountId!: string;
  @PrimaryColumn(TEXT) pinterestAudienceId!: string;
  @Column(TEXT) name!: string;
  /** The name as it is searched, sorted and compared. */
  @Column(TEXT) searchName!: string;
  @Column(OPTIONAL_TEXT) audienceType!: string | null;
  @Column(OPTIONAL_TEXT) customerListId!: string | null;
  @Column(OPTIONAL_TEXT) pinterestStatus!: string | null;
  @Column(OPTIONAL_COUNT) size!: number | null;
  /** Another ad account has shared it: it can be aimed at, not written to. */
  @Column('boolean') received!: boolean;
  /** When the listing began that last saw it. */
  @Column(TIME) seenAt!: Date;
}
