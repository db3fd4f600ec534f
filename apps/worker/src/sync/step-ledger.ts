import { type LedgerMovement, type LedgerPort, type SettledAttempt } from '@audience-sync/batching-scheduler';
import { type StepMetricsRepository, type Tx } from '@audience-sync/persistence';

/** The counters of steps, moved in the transaction that moves the batch. */
export class StepLedger implements LedgerPort<Tx> {
  constructor(private readonly metrics: StepMetricsRepository) {}

  record(movements: readonly LedgerMovement[], tx: Tx, attempts: readonly SettledAttempt[]): Promise<void> {
    return this.metrics.applyMovements(tx, movements, attempts);
  }
}
