import { type JobOf, JobQueue, OnJob } from '@audience-sync/messaging';
import { AppLogger } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { StoredGrants } from './stored-grants.ts';
import { ExpiringGrants } from './expiring-grants.ts';
import { TokenRenewal } from './token-renewal.ts';

/** Tokens that one check refreshes at most; the rest waits for the next. */
const CHECK_LIMIT = 500;

/** Keeps logins alive ahead of time, so that no batch has to meet a dead token first. */
@Injectable()
export class TokenHandlers {
  constructor(
    private readonly expiring: ExpiringGrants,
    private readonly grants: StoredGrants,
    private readonly renewal: TokenRenewal,
    private readonly jobs: JobQueue,
    private readonly metrics: WorkerMetrics,
    private readonly logger: AppLogger,
  ) {}

  @OnJob('connections.check')
  async check(): Promise<void> {
    const due = await this.expiring.dueTokens(CHECK_LIMIT);
    await Promise.all(due.map((connectionId) => this.jobs.add({ name: 'connection.refresh', connectionId })));
    const ending = await this.expiring.endingGrants();
    this.metrics.grantsEnding(ending.length);
    for (const grant of ending)
      this.logger.warn('a Pinterest grant ends soon: connect it again', { ...grant });
  }

  @OnJob('connection.refresh')
  async refresh({ connectionId }: JobOf<'connection.refresh'>): Promise<void> {
    const grant = await this.grants.current(connectionId);
    if (grant === null) return;
    const outcome = await this.renewal.renew(connectionId, grant.tokenVersion);
    this.logger.info('a token was due for renewal', { connectionId, outcome });
  }
}
