import { Controller, Get, NotFoundException, Param, Query, Res } from '@nestjs/common';
import { type Response } from 'express';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { sendExport, type ExportFormat } from './export-stream.ts';
import { ExportsService } from './exports.service.ts';
import { type SeriesQuery } from './series-query.ts';

/** Lists and series as files, streamed. */
@Requires('VIEWER')
@Controller('v1')
export class ExportsController {
  constructor(private readonly service: ExportsService) {}

  @Get('steps/:stepId/not-synced.:format')
  async notSynced(
    @CurrentCaller() { workspaceId }: Caller,
    @Param('stepId') stepId: string,
    @Param('format') format: string,
    @Res() response: Response,
  ): Promise<void> {
    await sendExport(response, formatOf(format), await this.service.notSynced(workspaceId, stepId));
  }

  @Get('steps/:stepId/errored.:format')
  async errored(
    @CurrentCaller() { workspaceId }: Caller,
    @Param('stepId') stepId: string,
    @Param('format') format: string,
    @Res() response: Response,
  ): Promise<void> {
    await sendExport(response, formatOf(format), await this.service.errored(workspaceId, stepId));
  }

  @Get('steps/:id/series.:format')
  async stepSeries(
    @CurrentCaller() { workspaceId }: Caller,
    @Param() { id, format }: { readonly id: string; readonly format: string },
    @Query() query: SeriesQuery,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.service.seriesOf(workspaceId, { kind: 'step', id }, query);
    await sendExport(response, formatOf(format), file);
  }

  @Get('canvases/:id/series.:format')
  async canvasSeries(
    @CurrentCaller() { workspaceId }: Caller,
    @Param() { id, format }: { readonly id: string; readonly format: string },
    @Query() query: SeriesQuery,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.service.seriesOf(workspaceId, { kind: 'canvas', id }, query);
    await sendExport(response, formatOf(format), file);
  }

  @Get('audiences/:id/series.:format')
  async audienceSeries(
    @CurrentCaller() { workspaceId }: Caller,
    @Param() { id, format }: { readonly id: string; readonly format: string },
    @Query() query: SeriesQuery,
    @Res() response: Response,
  ): Promise<void> {
    const file = await this.service.seriesOf(workspaceId, { kind: 'audience', id }, query);
    await sendExport(response, formatOf(format), file);
  }
}

function formatOf(text: string): ExportFormat {
  if (text === 'csv' || text === 'ndjson') return text;
  throw new NotFoundException({ code: 'NOT_FOUND', message: 'There are .csv and .ndjson.' });
}
