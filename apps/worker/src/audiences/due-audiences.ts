import { type Job } from '@audience-sync/messaging';
import { AudienceChangesRepository, AudienceListingsRepository } from '@audience-sync/persistence';
import { Inject, Injectable } from '@nestjs/common';
import { type WorkerEnv } from '../env.ts';
import { WORKER_ENV } from '../injection-tokens.ts';
import { listingAgeMs } from './listing-age.ts';

/** What no job points at, or none any more: listings that are old, changes that wait. */
@Injectable()
export class DueAudiences {
  constructor(
    private readonly listings: AudienceListingsRepository,
    private readonly changes: AudienceChangesRepository,
    @Inject(WORKER_ENV) private readonly env: WorkerEnv,
  ) {}

  /** At most that many of each kind. */
  async jobs(limit: number): Promise<readonly Job[]> {
    const [listings, changes] = await Promise.all([
      this.listings.due(listingAgeMs(this.env), limit),
      this.changes.waiting(limit),
    ]);
    return [
      ...listings.map((adAccountId): Job => ({ name: 'audiences.list', adAccountId })),
      ...changes.map((audienceId): Job => ({ name: 'audience.apply', audienceId })),
    ];
  }
}
