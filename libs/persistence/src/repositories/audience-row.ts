import { type Audience } from '@audience-sync/domain';
import { type AudienceEntity } from '../entities/audience.entity.ts';
import { pick } from '../pick.ts';

const FIELDS = [
  'id',
  'workspaceId',
  'connectionId',
  'adAccountId',
  'name',
  'description',
  'status',
  'origin',
  'kind',
  'pinterestCustomerListId',
  'pinterestAudienceId',
  'listCreateStartedAt',
  'size',
  'pinterestStatus',
  'sizeCheckedAt',
  'linkedAt',
  'pendingChange',
  'problem',
  'createdAt',
  'updatedAt',
] as const;

/** An audience out of its row. */
export function audienceOf(row: AudienceEntity): Audience {
  const { seedAudienceId, country, percentage } = row;
  const actalike =
    seedAudienceId === null || country === null || percentage === null
      ? null
      : { seedAudienceId, country, percentage };
  return { ...pick(row, FIELDS), actalike };
}
