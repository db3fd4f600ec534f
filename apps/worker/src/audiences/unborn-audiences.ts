import { type BatchStore } from '@audience-sync/batching-scheduler';
import { type AudienceChange, HOLD_REASONS } from '@audience-sync/domain';
import { type JobQueue } from '@audience-sync/messaging';
import { type AudienceChangesRepository, type Database, type Tx } from '@audience-sync/persistence';
import { type AudienceLinks } from '../sync/audience-links.port.ts';

export interface UnbornAudiencesParts {
  readonly database: Database;
  readonly changes: AudienceChangesRepository;
  readonly links: AudienceLinks;
  readonly batches: BatchStore<Tx>;
  readonly jobs: JobQueue;
  readonly leaseMs: number;
}

/** Changes of audiences whose list may be at Pinterest while the audience itself is not: nobody else creates it meanwhile. */
export class UnbornAudiences {
  constructor(private readonly parts: UnbornAudiencesParts) {}

  /** False: its first users are creating it. */
  async change(audienceId: string, change: AudienceChange): Promise<boolean> {
    const { changes, links, leaseMs } = this.parts;
    const claim = await links.claimCreator(audienceId, leaseMs);
    if (claim === null) return false;
    try {
      await changes.done(audienceId, change);
    } finally {
      await claim.release();
    }
    await this.tryAgain(audienceId);
    return true;
  }

  /** Under another name Pinterest may take what it has refused. */
  private async tryAgain(audienceId: string): Promise<void> {
    const { database, batches, jobs } = this.parts;
    const flowIds = await database.transaction((tx) =>
      batches.resume({ groupId: audienceId }, HOLD_REASONS.audienceRefused, tx),
    );
    await Promise.all(flowIds.map((flowId) => jobs.add({ name: 'flow.dispatch', flowId })));
  }
}
