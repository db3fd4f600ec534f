import {
  AdAccountsRepository,
  AudiencesRepository,
  CanvasesRepository,
  ConnectionsRepository,
} from '@audience-sync/persistence';
import { Injectable } from '@nestjs/common';

import { MetricsReads } from '../analytics/metrics-reads.ts';
import { type BatchReads } from './loaders.ts';

/** What the loaders read, out of the repositories. */
@Injectable()
export class StoredReads implements BatchReads {
  constructor(
    private readonly connectionRows: ConnectionsRepository,
    private readonly adAccountRows: AdAccountsRepository,
    private readonly audienceRows: AudiencesRepository,
    private readonly canvasRows: CanvasesRepository,
    private readonly metricsRows: MetricsReads,
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
}
