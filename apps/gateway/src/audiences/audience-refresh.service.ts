import { JobQueue, topics } from '@audience-sync/messaging';
import { AudiencesRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { type Caller } from '../auth/caller.ts';
import { NotFoundError, PinterestUnavailableError } from '../graphql/user-error.object.ts';
import { type PinterestFailure } from '../pinterest/pinterest-failure.ts';
import { TopicWatch } from '../waiting/topic-watch.ts';
import { AudienceChangeService } from './audience-change.service.ts';
import { AudienceObject } from './audience.object.ts';

export type RefreshOutcome = AudienceObject | NotFoundError | PinterestFailure;

const WAIT_MS = 8_000;

/** Asks Pinterest for size and state of one audience now; in the background this happens with every listing. */
@Injectable()
export class AudienceRefreshService {
  constructor(
    private readonly audiences: AudiencesRepository,
    private readonly changes: AudienceChangeService,
    private readonly jobs: JobQueue,
    private readonly watch: TopicWatch,
  ) {}

  async refresh({ workspaceId }: Caller, audienceId: string): Promise<RefreshOutcome> {
    const before = await this.audiences.find(workspaceId, audienceId);
    if (!before) return new NotFoundError('The audience', ['audienceId']);
    if (before.pinterestAudienceId === null || before.status === 'DELETED') return new AudienceObject(before);
    const unusable = await this.changes.unusable(before);
    if (unusable) return unusable;
    await this.jobs.add({ name: 'audience.refresh', audienceId });
    const looked = async () => {
      const now = await this.audiences.find(workspaceId, audienceId);
      const isNew =
        now?.sizeCheckedAt?.getTime() !== before.sizeCheckedAt?.getTime() || now?.status !== before.status;
      return now && isNew ? now : null;
    };
    const found = await this.watch.until(topics.audience(audienceId), looked, WAIT_MS);
    return found
      ? new AudienceObject(found)
      : new PinterestUnavailableError('Pinterest did not answer in time. Try again in a moment.');
  }
}
