export { isSchedulerError, SchedulerError, type SchedulerErrorCode } from './scheduler.error.ts';
export {
  type AttemptOutcome,
  type AttemptReport,
  type BatchState,
  type Flow,
  type Hold,
  type LeasedBatch,
  type LedgerMovement,
  type Operation,
  type SettledAttempt,
  type Settlement,
} from './model.ts';
export { DEFAULT_OPTIONS, resolveOptions, type SchedulerOptions } from './options.ts';
export {
  countKeys,
  countLive,
  isLive,
  type Item,
  KEY_BYTES,
  keyOf,
  liveItems,
  MAX_ID_LENGTH,
  MAX_KEYS_PER_ITEM,
  packItems,
  type PackedItems,
  validateItems,
} from './packed-items.ts';
export { MAX_ORIGIN_LENGTH, originAt, type OriginRun, originsOf } from './origins.ts';
export { concatPacked, keyAt, NO_ITEMS, selectPacked, slicePacked } from './packed-items-edit.ts';
export {
  type AppendRequest,
  type AppendResult,
  type BatchStore,
  type ClaimedBatch,
  type HoldScope,
  type LedgerPort,
  type RedriveFilter,
  type SealResult,
  type SweepResult,
} from './batch-store.port.ts';
export { type Transport } from './transport.port.ts';
export { type WakePort } from './wake.port.ts';
export { type Clock, systemClock } from './clock.ts';
export { MemoryBatchStore, type MemoryBatchStoreOptions } from './memory/memory-batch-store.ts';
export { LaneIntake } from './lane-intake.ts';
export { Batching, type BatchingParts, type Lane } from './batching.ts';
export { type AttemptMeasure, BatchDispatcher, type BatchDispatcherParts } from './batch-dispatcher.ts';
export { InProcessWake } from './in-process-wake.ts';
export {
  type AttemptRecord,
  type BatchInspector,
  type BatchView,
  type ErroredItem,
  type ErroredPage,
  type ErroredQuery,
  type ItemTrace,
} from './batch-inspector.port.ts';
export { type LaneWaiting, type WaitingExplanation } from './waiting.ts';
