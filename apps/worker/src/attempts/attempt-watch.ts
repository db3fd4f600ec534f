import {
  type AttemptOutcome,
  type ClaimedBatch,
  type LeasedBatch,
  type Settlement,
} from '@audience-sync/batching-scheduler';
import { AppLogger, withSpan } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { systemTiming } from '../timing.ts';
import { attemptLine, isTrouble } from './attempt-line.ts';
import { AttemptSpans } from './attempt-spans.ts';

/** An attempt that this process is at. */
interface Watched {
  readonly batch: LeasedBatch;
  /** Of the sealing, as our own clock would have shown it: the database has another one. */
  readonly sealedAtMs: number;
  readonly begunAtMs: number;
  readonly spans: AttemptSpans;
}

const keyOf = ({ batchId, attempt }: ClaimedBatch): string => `${batchId} ${attempt}`;

/** Follows every attempt at a batch from its begin to its settling: one line of the log, figures and spans. */
@Injectable()
export class AttemptWatch {
  private readonly watched = new Map<string, Watched>();

  constructor(
    private readonly metrics: WorkerMetrics,
    private readonly logger: AppLogger,
  ) {}

  /** `leaseMs`: what the lease was given for, which tells the time of its begin by the store's clock. */
  begun(batch: LeasedBatch, leaseMs: number, askedAtMs: number): void {
    const begunAtMs = systemTiming.now();
    const waitedMs = batch.leaseUntilMs - leaseMs - batch.sealedAtMs;
    const spans = AttemptSpans.begin(batch, askedAtMs);
    this.watched.set(keyOf(batch), { batch, sealedAtMs: begunAtMs - waitedMs, begunAtMs, spans });
  }

  /** Sends it; what is traced meanwhile belongs to the attempt. */
  sending<T>(batch: LeasedBatch, work: () => T): T {
    const watched = this.watched.get(keyOf(batch));
    return watched ? withSpan(watched.spans.attempt, work) : work();
  }

  /** Settles it. Null: it was no longer ours. */
  async settling(
    claimed: ClaimedBatch,
    outcome: AttemptOutcome,
    settle: () => Promise<Settlement | null>,
  ): Promise<Settlement | null> {
    const watched = this.watched.get(keyOf(claimed));
    this.watched.delete(keyOf(claimed));
    if (!watched) return settle();
    const { spans } = watched;
    try {
      const settlement = await spans.settling(outcome, settle);
      this.tell(watched, outcome, settlement);
      return settlement;
    } finally {
      spans.end(outcome);
    }
  }

  private tell(watched: Watched, outcome: AttemptOutcome, settlement: Settlement | null): void {
    const nowMs = systemTiming.now();
    const { batch, begunAtMs, sealedAtMs } = watched;
    this.metrics.attemptEnded(outcome.kind, nowMs - begunAtMs);
    const state = settlement?.state ?? null;
    if (state === 'SYNCED' || state === 'ERRORED') this.metrics.batchEnded(state, nowMs - sealedAtMs);
    const level = isTrouble(outcome) ? 'info' : 'debug';
    if (!this.logger.isEnabled(level)) return;
    const ms = nowMs - begunAtMs;
    this.logger[level]('an attempt was settled', attemptLine(batch, outcome, { state, ms }));
  }
}
