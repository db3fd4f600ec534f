import { type BatchStore, type LedgerMovement } from '@audience-sync/batching-scheduler';
import { type Tx } from '@audience-sync/persistence';

/** The scheduler's store, taking part in our transactions. */
export abstract class SchedulerStore implements Pick<BatchStore<Tx>, 'append' | 'hold' | 'resume'> {
  abstract append(...args: Parameters<BatchStore<Tx>['append']>): ReturnType<BatchStore<Tx>['append']>;
  abstract hold(...args: Parameters<BatchStore<Tx>['hold']>): ReturnType<BatchStore<Tx>['hold']>;
  abstract resume(...args: Parameters<BatchStore<Tx>['resume']>): ReturnType<BatchStore<Tx>['resume']>;
  /** Movements that the calls of this transaction made, to be applied once its users are counted. */
  abstract movementsOf(tx: Tx): readonly LedgerMovement[];
}
