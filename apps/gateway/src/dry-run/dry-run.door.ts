import { type IncomingMessage } from 'node:http';

import { type AudienceSyncStep } from '@audience-sync/domain';
import { BadRequestException, ConflictException, Injectable, PayloadTooLargeException } from '@nestjs/common';

import { BrokenBodyError, openBody } from '../entries/body-stream.ts';
import { StepNotSyncableError } from '../entries/enter-step.results.ts';
import { LineChunk, type RejectedLine } from '../entries/line-chunk.ts';
import { LineSplitter, type Line } from '../entries/line-splitter.ts';
import { type IntakeLimits } from '../entries/stream-intake.ts';
import { NotFoundError } from '../graphql/user-error.object.ts';
import { DryRunTally } from './dry-run-tally.ts';
import { type DryRunEstimateObject, DryRunObject } from './dry-run.object.ts';
import { DryRunService } from './dry-run.service.ts';
import { SyncEstimates } from './sync-estimates.ts';

/** The first faulty lines, to find the fault by. */
const MAX_SHOWN = 20;

/** The same as GraphQL's `DryRun`, with the first faulty lines. */
export type DryRunAnswer = Pick<
  DryRunObject,
  | ('stepId' | 'madeAt' | 'users' | 'rejected' | 'usable' | 'notSynced' | 'fields' | 'duplicateUsers')
  | ('duplicatesComplete' | 'requests' | 'minimumMatchedUsers' | 'canReachMinimum' | 'matchRateNeeded')
> & { readonly estimate: DryRunEstimateObject | null; readonly rejectedLines: readonly RejectedLine[] };

/** Tries a file on a step: any number of lines, in constant memory, nothing stored but counts. */
@Injectable()
export class DryRunDoor {
  constructor(
    private readonly service: DryRunService,
    private readonly estimates: SyncEstimates,
    private readonly limits: IntakeLimits,
  ) {}

  /** Null: no such step. */
  async receive(workspaceId: string, stepId: string, request: IncomingMessage): Promise<DryRunAnswer | null> {
    const body = openBody(request);
    const step = await this.service.step(workspaceId, stepId);
    if (step instanceof NotFoundError) return null;
    if (step instanceof StepNotSyncableError)
      throw new ConflictException({ code: step.code, message: step.message });
    const { tally, shown } = await this.read(step, body);
    const dryRun = await this.service.keep(step, tally.report());
    if (dryRun instanceof NotFoundError) return null;
    return { ...fieldsOf(dryRun), estimate: await this.estimates.of(dryRun), rejectedLines: shown };
  }

  private async read(
    step: AudienceSyncStep,
    body: AsyncIterable<Buffer>,
  ): Promise<{ tally: DryRunTally; shown: RejectedLine[] }> {
    const [tally, shown] = [new DryRunTally(step.matchFields), [] as RejectedLine[]];
    let chunk = new LineChunk(0, this.limits.linesPerChunk);
    const take = (lines: readonly Line[]) => {
      for (const line of lines) {
        chunk.add(line);
        if (chunk.isFull) chunk = this.count(chunk, tally, shown);
      }
    };
    try {
      for await (const lines of this.linesOf(body)) take(lines);
    } catch (error) {
      if (error instanceof BrokenBodyError)
        throw new BadRequestException({ code: error.code, message: error.message });
      throw error;
    }
    this.count(chunk, tally, shown);
    return { tally, shown };
  }

  private async *linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
    const splitter = new LineSplitter(this.limits.maxLineBytes);
    let bytes = 0;
    for await (const part of body) {
      bytes += part.length;
      if (bytes > this.limits.maxBodyBytes)
        throw new PayloadTooLargeException(`The body is longer than ${this.limits.maxBodyBytes} bytes.`);
      yield splitter.push(part);
    }
    yield splitter.end();
  }

  private count(chunk: LineChunk, tally: DryRunTally, shown: RejectedLine[]): LineChunk {
    const { users, rejected } = chunk.finish();
    tally.add(users, rejected.length);
    shown.push(...chunk.rejected.slice(0, MAX_SHOWN - shown.length));
    return new LineChunk(chunk.index + 1, this.limits.linesPerChunk);
  }
}

function fieldsOf(dryRun: DryRunObject): Omit<DryRunAnswer, 'estimate' | 'rejectedLines'> {
  const { stepId, madeAt, users, rejected, usable, notSynced, fields, duplicateUsers } = dryRun;
  const { duplicatesComplete, requests, minimumMatchedUsers, canReachMinimum, matchRateNeeded } = dryRun;
  return {
    ...{ stepId, madeAt, users, rejected, usable, notSynced, fields, duplicateUsers },
    ...{ duplicatesComplete, requests, minimumMatchedUsers, canReachMinimum, matchRateNeeded },
  };
}
