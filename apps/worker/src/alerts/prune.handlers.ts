import { OnJob } from '@audience-sync/messaging';
import { RollupsRepository } from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

/** As long as the gateway promises. */
const MINUTES_KEPT_DAYS = 30;
const ALERTS_KEPT_DAYS = 400;

/** Forgets what nobody asks for any more. */
@Injectable()
export class PruneHandlers {
  constructor(private readonly rollups: RollupsRepository) {}

  @OnJob('analytics.prune')
  async prune(): Promise<void> {
    await this.rollups.pruneMinutes(MINUTES_KEPT_DAYS + 1);
    await this.rollups.pruneAlerts(ALERTS_KEPT_DAYS);
  }
}
