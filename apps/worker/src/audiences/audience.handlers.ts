import { type JobOf, JobQueue, OnJob } from '@audience-sync/messaging';
import { Injectable } from '@nestjs/common';
import { AudienceChanges } from './audience-changes.ts';
import { AudienceListing } from './audience-listing.ts';
import { AudienceSize } from './audience-size.ts';
import { DueAudiences } from './due-audiences.ts';

/** What one check asks for at most; the rest waits for the next. */
const CHECK_LIMIT = 200;

/** Keeps what we know of audiences true, and does what is wanted of them. */
@Injectable()
export class AudienceHandlers {
  constructor(
    private readonly size: AudienceSize,
    private readonly listing: AudienceListing,
    private readonly changes: AudienceChanges,
    private readonly due: DueAudiences,
    private readonly jobs: JobQueue,
  ) {}

  @OnJob('audience.refresh')
  async refresh({ audienceId }: JobOf<'audience.refresh'>): Promise<void> {
    await this.size.refresh(audienceId);
  }

  @OnJob('audience.apply')
  async apply(job: JobOf<'audience.apply'>): Promise<void> {
    const atMs = await this.changes.apply(job.audienceId);
    if (atMs !== null) await this.jobs.add(job, { atMs });
  }

  @OnJob('audiences.list')
  async list(job: JobOf<'audiences.list'>): Promise<void> {
    const outcome = await this.listing.refresh(job.adAccountId);
    if (outcome.kind === 'later') await this.jobs.add(job, { atMs: outcome.atMs });
  }

  @OnJob('audiences.check')
  async check(): Promise<void> {
    await Promise.all((await this.due.jobs(CHECK_LIMIT)).map((job) => this.jobs.add(job)));
  }
}
