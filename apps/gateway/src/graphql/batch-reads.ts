import {
  AdAccountsRepository,
  AudiencesRepository,
  CanvasesRepository,
  ConnectionsRepository,
  DryRunsRepository,
  HandoffsRepository,
  NotSyncedRepository,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { MetricsReads } from '../analytics/metrics-reads.ts';
import { type BatchReads } from './loaders.ts';

/** What is read of steps beside their metrics. */
@Injectable()
export class StepReads {
  constructor(
    readonly dryRuns: DryRunsRepository,
    readonly notSynced: NotSyncedRepository,
    readonly handoffs: HandoffsRepository,
  ) {}
}

/** What the loaders read, out of the repositories. */
@Injectable()
export class StoredReads implements BatchReads {
  constructor(
    private readonly connectionRows: ConnectionsRepository,
    private readonly adAccountRows: AdAccountsRepository,
    private readonly audienceRows: AudiencesRepository,
    private readonly canvasRows: CanvasesRepository,
    private readonly metricsRows: MetricsReads,
    private readonly steps: StepReads,
  ) {}

  connections(...args: Parameters<BatchReads['connections']>): ReturnType<BatchReads['connections']> {
    return this.connectionRows.findMany(...args);
  }

  adAccounts(...args: Parameters<BatchReads['adAccounts']>): ReturnType<BatchReads['adAccounts']> {
    return this.adAccountRows.findMany(...args);
  }

  /** One connection is the common case; several are few, so all of the workspace are read. */
  async adAccountsOf(workspaceId: string, ids: readonly string[]): ReturnType<BatchReads['adAccountsOf']> {
    const [only] = ids;
    return this.adAccountRows.list(workspaceId, ids.length === 1 ? only : undefined);
  }

  audiences(...args: Parameters<BatchReads['audiences']>): ReturnType<BatchReads['audiences']> {
    return this.audienceRows.findMany(...args);
  }

  canvases(...args: Parameters<BatchReads['canvases']>): ReturnType<BatchReads['canvases']> {
    return this.canvasRows.findMany(...args);
  }

  metrics(...args: Parameters<BatchReads['metrics']>): ReturnType<BatchReads['metrics']> {
    return this.metricsRows.plain(...args);
  }

  metricDetails(...args: Parameters<BatchReads['metricDetails']>): ReturnType<BatchReads['metricDetails']> {
    return this.metricsRows.detailed(...args);
  }

  stepsFeeding(...args: Parameters<BatchReads['stepsFeeding']>): ReturnType<BatchReads['stepsFeeding']> {
    return this.canvasRows.stepsFeeding(...args);
  }

  dryRuns(...args: Parameters<BatchReads['dryRuns']>): ReturnType<BatchReads['dryRuns']> {
    return this.steps.dryRuns.findMany(...args);
  }

  notSyncedCounts(
    ...args: Parameters<BatchReads['notSyncedCounts']>
  ): ReturnType<BatchReads['notSyncedCounts']> {
    return this.steps.notSynced.countsOf(...args);
  }

  async waitingHandoffs(
    ...args: Parameters<BatchReads['waitingHandoffs']>
  ): ReturnType<BatchReads['waitingHandoffs']> {
    const waiting = await this.steps.handoffs.waitingOf(...args);
    return [...waiting].map(([stepId, users]) => ({ stepId, users }));
  }

  async holds(...args: Parameters<BatchReads['holds']>): ReturnType<BatchReads['holds']> {
    const holds = await this.audienceRows.holdsOf(...args);
    return [...holds].map(([audienceId, reason]) => ({ audienceId, reason }));
  }

  async fedAudiences(
    ...args: Parameters<BatchReads['fedAudiences']>
  ): ReturnType<BatchReads['fedAudiences']> {
    return [...(await this.audienceRows.fedOf(...args))];
  }
}
