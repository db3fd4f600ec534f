import { BatchDispatcher } from '@audience-sync/batching-scheduler';
import { JobQueue, OnJob } from '@audience-sync/messaging';
import { AppLogger } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { StaleHolds } from './stale-holds.ts';

/** Finds what no job points at, every few seconds: whatever Redis forgot costs time, never a user. */
@Injectable()
export class SweepHandlers {
  constructor(
    private readonly dispatcher: BatchDispatcher,
    private readonly holds: StaleHolds,
    private readonly jobs: JobQueue,
    private readonly logger: AppLogger,
  ) {}

  @OnJob('ledger.sweep')
  async sweep(): Promise<void> {
    const lifted = await this.holds.lift();
    await Promise.all(lifted.map((flowId) => this.jobs.add({ name: 'flow.dispatch', flowId })));
    const { expiredLeases } = await this.dispatcher.sweep();
    if (lifted.length > 0) this.logger.warn('holds had outlived their reason', { flows: lifted });
    if (expiredLeases > 0) this.logger.warn('batches came back whose sender is gone', { expiredLeases });
  }
}
