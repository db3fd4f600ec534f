import { Controller, Header, HttpCode, NotFoundException, Param, Post, Req } from '@nestjs/common';
import { type Request } from 'express';

import { Requires } from '../auth/access.decorator.ts';
import { CurrentCaller } from '../auth/caller.decorator.ts';
import { type Caller } from '../auth/caller.ts';
import { DryRunDoor, type DryRunAnswer } from './dry-run.door.ts';

/** The door for dry runs of whole files: lines of JSON in, one object out. */
@Controller('v1/steps')
export class DryRunController {
  constructor(private readonly door: DryRunDoor) {}

  @Requires('EDITOR')
  @Post(':stepId/dry-run')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async try(
    @CurrentCaller() { workspaceId }: Caller,
    @Param('stepId') stepId: string,
    @Req() request: Request,
  ): Promise<DryRunAnswer> {
    const answer = await this.door.receive(workspaceId, stepId, request);
    if (answer === null)
      throw new NotFoundException({ code: 'NOT_FOUND', message: 'The step was not found.' });
    return answer;
  }
}
