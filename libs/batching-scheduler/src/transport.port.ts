import { type AttemptOutcome, type LeasedBatch } from './model.ts';

/** Sends one batch and says what became of it. `signal` aborts when the lease is nearly over or the process stops. */
export interface Transport {
  /** Answers what became of it. Must end before the lease does; a throw counts as `retry`. */
  send(batch: LeasedBatch, signal: AbortSignal): Promise<AttemptOutcome>;
}
