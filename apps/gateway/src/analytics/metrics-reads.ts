import { type DetailedMetrics, type StepMetrics } from '@audience-sync/domain';
import { StepDetailsRepository, StepMetricsRepository } from '@audience-sync/persistence';
import { Inject, Injectable } from '@nestjs/common';

import { type GatewayEnv } from '../env.ts';
import { GATEWAY_ENV } from '../injection-tokens.ts';

/** Reads the metrics of steps. `workspaceId` null: of whichever workspace, for subscribers who were checked before. */
@Injectable()
export class MetricsReads {
  constructor(
    private readonly counts: StepMetricsRepository,
    private readonly details: StepDetailsRepository,
    @Inject(GATEWAY_ENV) private readonly env: Pick<GatewayEnv, 'SYNC_RETRY_WINDOW_MS'>,
  ) {}

  plain(workspaceId: string | null, stepIds: readonly string[]): Promise<readonly StepMetrics[]> {
    return workspaceId === null
      ? this.counts.findManyForDelivery(stepIds)
      : this.counts.findMany(workspaceId, stepIds);
  }

  /** With the reasons behind the counters. */
  detailed(workspaceId: string | null, stepIds: readonly string[]): Promise<readonly DetailedMetrics[]> {
    return this.details.findMany(workspaceId, stepIds, this.env.SYNC_RETRY_WINDOW_MS);
  }
}
