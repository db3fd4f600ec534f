import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { AdAccountEntity } from './ad-account.entity.ts';
import { OPTIONAL_TEXT, OPTIONAL_TIME, TEXT } from './columns.ts';

/** How fresh the listing of an ad account's audiences at Pinterest is. */
@Entity('audience_listing')
export class AudienceListingEntity {
  @ForeignKey(() => AdAccountEntity, { onDelete: 'CASCADE' })
  @PrimaryColumn(TEXT)
  adAccountId!: string;
  /** When the last listing that came to its end began. */
  @Column(OPTIONAL_TIME) refreshedAt!: Date | null;
  /** Until then one worker alone lists it. */
  @Column(OPTIONAL_TIME) refreshingUntil!: Date | null;
  /** Why the last try did not come to its end, in words for a marketer. */
  @Column(OPTIONAL_TEXT) problem!: string | null;
}
