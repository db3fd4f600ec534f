import {
  type BatchInspector,
  type BatchStore,
  type ErroredPage,
  type ErroredQuery,
  type ItemTrace,
  type RedriveFilter,
  type SweepResult,
  type WaitingExplanation,
} from '@audience-sync/batching-scheduler';
import { type Tx } from '@audience-sync/persistence';

/** How many mentions of a user were erased, and in how many batches that are on their way one still is. */
export interface ItemErasure {
  readonly erased: number;
  readonly busy: number;
}

/** The scheduler's store as people look into it and put right what went wrong. Counters move with the batches. */
export abstract class DeliveryStore
  implements
    Pick<BatchInspector, 'findItem' | 'listErrored' | 'explainWaiting'>,
    Pick<BatchStore<Tx>, 'hold' | 'redrive'>
{
  abstract findItem(stepIds: readonly string[], externalId: string): Promise<readonly ItemTrace[]>;
  abstract listErrored(query: ErroredQuery): Promise<ErroredPage>;
  abstract explainWaiting(audienceId: string): Promise<WaitingExplanation | null>;
  abstract hold(...args: Parameters<BatchStore<Tx>['hold']>): Promise<void>;
  abstract redrive(filter: RedriveFilter, tx: Tx): Promise<SweepResult>;
  abstract eraseItem(externalId: string, stepIds: readonly string[]): Promise<ItemErasure>;
  abstract eraseSources(stepIds: readonly string[]): Promise<ItemErasure>;
}
