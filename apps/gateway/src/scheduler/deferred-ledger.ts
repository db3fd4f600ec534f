import { type LedgerMovement, type LedgerPort } from '@audience-sync/batching-scheduler';

/**
 * Keeps the movements that an append makes until the users it appends are counted: they may move some of those very
 * users, and no counter may fall below zero in between.
 */
export class DeferredLedger<Tx extends object> implements LedgerPort<Tx> {
  private readonly kept = new WeakMap<Tx, LedgerMovement[]>();

  record(movements: readonly LedgerMovement[], tx: Tx): Promise<void> {
    this.kept.set(tx, [...(this.kept.get(tx) ?? []), ...movements]);
    return Promise.resolve();
  }

  /** What was kept for a transaction, once. */
  take(tx: Tx): readonly LedgerMovement[] {
    const movements = this.kept.get(tx) ?? [];
    this.kept.delete(tx);
    return movements;
  }
}
