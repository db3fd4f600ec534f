import { randomUUID } from 'node:crypto';

import {
  BadRequestException,
  ConflictException,
  Injectable,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import { type Request, type Response } from 'express';

import { GatewayMetrics } from '../metrics/gateway-metrics.ts';
import { publicFailure } from '../failures/public-failure.ts';
import { BrokenBodyError, openBody } from './body-stream.ts';
import { isIdempotencyKey, MAX_IDEMPOTENCY_KEY, type EntryRefusal } from './entry-call.ts';
import { EntryGate } from './entry-gate.ts';
import { EntryWriter } from './entry-writer.port.ts';
import {
  BodyTooLargeError,
  ChunkRefusedError,
  type ChunkReport,
  StreamIntake,
  type IntakeLimits,
  type IntakeTarget,
} from './stream-intake.ts';

/** How long the rest of a body that was given up is still taken in, so that its sender can read why. */
const LINGER_MS = 2_000;

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly chunk?: number;
  readonly lines?: readonly [number, number];
}

/** Takes in a stream of users and answers a line for each chunk as it is committed, then a line for the whole. */
@Injectable()
export class EntriesDoor {
  private readonly logger = new Logger(EntriesDoor.name);

  constructor(
    private readonly gate: EntryGate,
    private readonly writer: EntryWriter,
    private readonly limits: IntakeLimits,
    private readonly metrics: GatewayMetrics,
  ) {}

  async receive(target: IntakeTarget, request: Request, response: Response): Promise<void> {
    if (target.idempotencyKey !== null && !isIdempotencyKey(target.idempotencyKey))
      throw new BadRequestException(
        `Idempotency-Key must be 1 to ${MAX_IDEMPOTENCY_KEY} printable ASCII characters.`,
      );
    const body = openBody(request);
    refuse(await this.gate.refusalOf(target.workspaceId, target.stepId, target.idempotencyKey !== null));
    const say = (line: object): void => sayLine(response, line);
    let entered = 0;
    const report = (chunk: ChunkReport): void => {
      if (!chunk.replayed) entered += chunk.entered;
      this.metrics.countUsers('rejected', chunk.rejected.length);
      say(chunk);
    };
    try {
      const intake = new StreamIntake(this.writer, target, this.limits, report);
      const summary = await intake.run(body);
      say({ done: true, ...summary });
      response.end();
    } catch (error) {
      this.breakOff(error, request, response);
    } finally {
      this.metrics.callEntered('entries', entered);
    }
  }

  /** What was committed stays; the same body with the same key goes on behind it. */
  private breakOff(error: unknown, request: Request, response: Response): void {
    if (error instanceof ChunkRefusedError && !response.headersSent) refuse(error.refusal);
    const fault = this.faultOf(error);
    if (fault.code === 'CLIENT_GONE') return void response.destroy();
    sayLine(response, { done: false, error: fault });
    response.end(() => setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref());
  }

  private faultOf(error: unknown): Fault {
    if (error instanceof BrokenBodyError) return { code: error.code, message: error.message };
    if (error instanceof BodyTooLargeError) return { code: 'BODY_TOO_LARGE', message: error.message };
    if (error instanceof ChunkRefusedError)
      return { chunk: error.chunk, lines: error.lines, ...wordsOf(error.refusal) };
    const reference = randomUUID();
    const { status, code, message } = publicFailure(error, reference);
    if (status >= 500) this.logger.error({ err: error, reference }, 'a stream of entries failed');
    return { code, message };
  }
}

function sayLine(response: Response, line: object): void {
  if (!response.headersSent) response.status(200).type('application/x-ndjson');
  response.write(`${JSON.stringify(line)}\n`);
}

function wordsOf(refusal: EntryRefusal): { readonly code: string; readonly message: string } {
  switch (refusal.kind) {
    case 'unknownStep':
      return { code: 'NOT_FOUND', message: 'The step was not found.' };
    case 'stepNotSyncable':
      return {
        code: 'STEP_NOT_SYNCABLE',
        message: 'This step belongs to another team; users cannot enter it here.',
      };
    case 'canvasNotActive':
      return {
        code: 'CANVAS_NOT_ACTIVE',
        message: `The canvas of this step is not active (it is ${refusal.status}).`,
      };
    case 'keyReused':
      return {
        code: 'IDEMPOTENCY_KEY_REUSED',
        message: 'This idempotency key was used before, with another body.',
      };
  }
}

/** Before anything was said, a refusal is a status of its own. */
function refuse(refusal: EntryRefusal | null): void {
  if (refusal === null) return;
  const { code, message } = wordsOf(refusal);
  if (refusal.kind === 'unknownStep') throw new NotFoundException({ code, message });
  throw new ConflictException({ code, message });
}
