import { CanvasesRepository } from '@audience-sync/persistence';
import { BadRequestException, Injectable, NotFoundException } from '@nestjs/common';

import { NotSyncedService } from '../analytics/not-synced.service.ts';
import { SeriesService, type SeriesSubject } from '../analytics/series.service.ts';
import { DeliveryStore } from '../deliveries/delivery-store.ts';
import { InvalidInputError, NotFoundError } from '../graphql/user-error.object.ts';
import { type Export, type ExportRow } from './export-stream.ts';
import { readSeriesQuery, type SeriesQuery } from './series-query.ts';

const PAGE = 1_000;

/** Lists and series as files. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly canvases: CanvasesRepository,
    private readonly notSyncedUsers: NotSyncedService,
    private readonly series: SeriesService,
    private readonly deliveries: DeliveryStore,
  ) {}

  async notSynced(workspaceId: string, stepId: string): Promise<Export> {
    await this.mustExist(workspaceId, stepId);
    const columns = ['externalId', 'reason', 'at'];
    return { fileName: `${stepId}-not-synced`, columns, rows: this.notSyncedRows(workspaceId, stepId) };
  }

  async errored(workspaceId: string, stepId: string): Promise<Export> {
    await this.mustExist(workspaceId, stepId);
    const columns = [
      'externalId',
      'reason',
      'erroredAt',
      'attempts',
      'lastStatus',
      'lastRequestId',
      'canRedrive',
    ];
    return { fileName: `${stepId}-errored`, columns, rows: this.erroredRows(stepId) };
  }

  async seriesOf(workspaceId: string, subject: SeriesSubject, query: SeriesQuery): Promise<Export> {
    const series = await this.series.metrics(workspaceId, subject, readSeriesQuery(query));
    if (series instanceof NotFoundError)
      throw new NotFoundException({ code: 'NOT_FOUND', message: series.message });
    if (series instanceof InvalidInputError)
      throw new BadRequestException({ code: 'INVALID_INPUT', message: series.message });
    const rows = series.points.map((point) => ({
      start: point.start.toISOString(),
      entered: point.entered,
      synced: point.synced,
      notSynced: point.notSynced,
      errored: point.errored,
      redriven: point.redriven,
      exited: point.exited,
      enteredPerSecond: point.enteredPerSecond,
      syncedPerSecond: point.syncedPerSecond,
      latencyP50: point.latency.p50,
      latencyP95: point.latency.p95,
      latencyP99: point.latency.p99,
    }));
    return { fileName: `${subject.id}-series`, columns: Object.keys(rows[0] ?? {}), rows };
  }

  /** Throws 404, also for a step of another workspace. */
  private async mustExist(workspaceId: string, stepId: string): Promise<void> {
    const steps = await this.canvases.findSteps(workspaceId, [stepId]);
    if (steps.length === 0)
      throw new NotFoundException({ code: 'NOT_FOUND', message: 'The step was not found.' });
  }

  private async *notSyncedRows(workspaceId: string, stepId: string): AsyncGenerator<ExportRow> {
    for await (const { externalId, reason, at } of this.notSyncedUsers.users(workspaceId, { stepId }))
      yield { externalId, reason, at: at.toISOString() };
  }

  private async *erroredRows(stepId: string): AsyncGenerator<ExportRow> {
    let after: string | undefined;
    do {
      const page = await this.deliveries.listErrored({
        sourceId: stepId,
        limit: PAGE,
        ...(after ? { after } : {}),
      });
      for (const { itemId, reason, erroredAtMs, attempts, lastAttempt, canRedrive } of page.items)
        yield {
          externalId: itemId,
          reason,
          erroredAt: new Date(erroredAtMs).toISOString(),
          attempts,
          lastStatus: lastAttempt?.report?.status ?? null,
          lastRequestId: lastAttempt?.report?.requestId ?? null,
          canRedrive,
        };
      after = page.next ?? undefined;
    } while (after !== undefined);
  }
}
