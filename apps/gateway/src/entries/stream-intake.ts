import { digestOf, type EntryAnswer, type EntryRefusal } from './entry-call.ts';
import { type EntryWriter } from './entry-writer.port.ts';
import { LineChunk, type RejectedLine } from './line-chunk.ts';
import { LineSplitter, type Line } from './line-splitter.ts';

export interface IntakeLimits {
  readonly linesPerChunk: number;
  readonly maxLineBytes: number;
  /** After unpacking. */
  readonly maxBodyBytes: number;
}

/** Where the users of a stream go. */
export interface IntakeTarget {
  readonly workspaceId: string;
  readonly stepId: string;
  readonly idempotencyKey: string | null;
}

/** What is told of a chunk once it is committed. */
export interface ChunkReport {
  readonly chunk: number;
  readonly lines: readonly [number, number];
  readonly entered: number;
  readonly notSynced: number;
  readonly rejected: readonly RejectedLine[];
  readonly replayed: boolean;
}

/** What is told of a whole stream. */
export interface IntakeSummary {
  readonly lines: number;
  readonly chunks: number;
  readonly entered: number;
  readonly notSynced: number;
  readonly rejected: number;
  readonly replayedChunks: number;
}

/** The stream holds more than is allowed. What came before is kept. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** A chunk was refused; the chunks before it are kept. */
export class ChunkRefusedError extends Error {
  override readonly name = 'ChunkRefusedError';

  constructor(
    readonly chunk: number,
    readonly lines: readonly [number, number],
    readonly refusal: EntryRefusal,
  ) {
    super(refusal.kind);
  }
}

/**
 * Reads users from a stream of lines, however long, in constant memory: one chunk is parsed while the one before it is
 * committed, and no byte more is read until then.
 */
export class StreamIntake {
  private chunk: LineChunk;
  private bytes = 0;
  private committing: Promise<void> = Promise.resolve();
  private totals = { lines: 0, chunks: 0, entered: 0, notSynced: 0, rejected: 0, replayedChunks: 0 };

  constructor(
    private readonly writer: EntryWriter,
    private readonly target: IntakeTarget,
    private readonly limits: IntakeLimits,
    private readonly report: (report: ChunkReport) => void,
  ) {
    this.chunk = new LineChunk(0, limits.linesPerChunk);
  }

  /** Rejects with what the stream rejects with, or one of this file's errors; waits for its last commit in any case. */
  async run(stream: AsyncIterable<Buffer>): Promise<IntakeSummary> {
    const splitter = new LineSplitter(this.limits.maxLineBytes);
    try {
      for await (const bytes of stream) {
        this.bytes += bytes.length;
        if (this.bytes > this.limits.maxBodyBytes)
          throw new BodyTooLargeError(`The body is longer than ${this.limits.maxBodyBytes} bytes.`);
        await this.takeAll(splitter.push(bytes));
      }
      await this.takeAll(splitter.end());
      if (!this.chunk.isEmpty) await this.commit();
    } finally {
      await this.committing;
    }
    return this.totals;
  }

  private async takeAll(lines: readonly Line[]): Promise<void> {
    for (const line of lines) {
      this.chunk.add(line);
      if (this.chunk.isFull) await this.commit();
    }
  }

  /** Begins to commit the chunk as soon as the one before it is committed, so that chunks stay in order. */
  private async commit(): Promise<void> {
    const { chunk } = this;
    this.chunk = new LineChunk(chunk.index + 1, this.limits.linesPerChunk);
    await this.committing;
    this.committing = this.enter(chunk);
    // It is awaited later; a rejection must not count as unhandled until then.
    this.committing.catch(() => undefined);
  }

  private async enter(chunk: LineChunk): Promise<void> {
    const { workspaceId, stepId, idempotencyKey } = this.target;
    const { users, rejected } = chunk.finish();
    const idempotency =
      idempotencyKey === null
        ? null
        : { key: idempotencyKey, part: chunk.index, digest: digestOf(stepId, users, rejected) };
    this.count(chunk, await this.writer.enter({ workspaceId, stepId, users, idempotency }));
  }

  private count(chunk: LineChunk, answer: EntryAnswer): void {
    const { lines, rejected, index } = chunk;
    if (answer.kind !== 'entered') throw new ChunkRefusedError(index, lines, answer);
    const { entered, notSynced, replayed } = answer;
    this.totals.lines = lines[1];
    this.totals.chunks += 1;
    this.totals.entered += entered;
    this.totals.notSynced += notSynced;
    this.totals.rejected += rejected.length;
    if (replayed) this.totals.replayedChunks += 1;
    this.report({ chunk: index, lines, entered, notSynced, rejected, replayed });
  }
}
