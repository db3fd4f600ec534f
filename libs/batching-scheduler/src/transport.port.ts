import { type AttemptOutcome, type LeasedBatch } from './model.ts';

/** Sends one batch and says what became of it. `signal` aborts when the lease is nearly over or the process stops. */
export interface Transport {
  send(batch: LeasedBatch, signal: AbortSignal): Promise<AttemptOutcome>;
}
