import { type JobOf, JobQueue, OnJob } from '@audience-sync/messaging';
import { ConnectionTokensRepository, OauthStatesRepository } from '@audience-sync/persistence';
import { AppLogger } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { AccountPreflight } from './account-preflight.ts';
import { ExpiryWarnings } from './expiry-warnings.ts';
import { StoredGrants } from './stored-grants.ts';
import { TokenRenewal } from './token-renewal.ts';

/** Connections that one check looks after at most; the rest waits for the next. */
const CHECK_LIMIT = 500;

/** Keeps logins alive ahead of time, and finds out what is wrong before a batch does. */
@Injectable()
export class TokenHandlers {
  constructor(
    private readonly tokens: ConnectionTokensRepository,
    private readonly states: OauthStatesRepository,
    private readonly preflights: AccountPreflight,
    private readonly jobs: JobQueue,
    private readonly warnings: ExpiryWarnings,
    private readonly metrics: WorkerMetrics,
  ) {}

  @OnJob('connections.check')
  async check(): Promise<void> {
    const due = await this.tokens.dueForRenewal(CHECK_LIMIT);
    await Promise.all(due.map((connectionId) => this.jobs.add({ name: 'connection.refresh', connectionId })));
    const old = await this.preflights.due(CHECK_LIMIT);
    await Promise.all(
      old.map((connectionId) => this.jobs.add({ name: 'connection.preflight', connectionId })),
    );
    this.metrics.grantsEnding(await this.warnings.give(Date.now()));
    await this.states.prune();
  }
}

/** What is done for one connection. */
@Injectable()
export class ConnectionHandlers {
  constructor(
    private readonly grants: StoredGrants,
    private readonly renewal: TokenRenewal,
    private readonly preflights: AccountPreflight,
    private readonly logger: AppLogger,
  ) {}

  /** Pinterest has refused the token, or its time is nearly over. */
  @OnJob('connection.refresh')
  async refresh({ connectionId }: JobOf<'connection.refresh'>): Promise<void> {
    const grant = await this.grants.current(connectionId);
    if (grant === null) return;
    const outcome = grant.isRefused
      ? await this.renewal.renew(connectionId, grant.tokenVersion)
      : await this.renewal.renewAhead(connectionId, grant.tokenVersion);
    this.logger.info('a token was due for renewal', { connectionId, outcome });
  }

  @OnJob('connection.preflight')
  async preflight({ connectionId }: JobOf<'connection.preflight'>): Promise<void> {
    const outcome = await this.preflights.check(connectionId);
    if (outcome === 'token-refused') await this.refresh({ name: 'connection.refresh', connectionId });
    this.logger.info('the ad accounts of a connection were due for a check', { connectionId, outcome });
  }
}
