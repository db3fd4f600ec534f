import { Controller, Headers, Param, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { EntriesDoor } from './entries-door.ts';

/** The door for bulk: users as lines of JSON, in and out. */
@Controller('v1/steps')
export class EntriesController {
  constructor(private readonly door: EntriesDoor) {}

  @Requires('INGEST')
  @Post(':stepId/entries')
  async enter(
    @CurrentCaller() { workspaceId }: Caller,
    @Param('stepId') stepId: string,
    @Headers('idempotency-key') idempotencyKey: string | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const target = { workspaceId, stepId, idempotencyKey: idempotencyKey ?? null };
    await this.door.receive(target, request, response);
  }
}
