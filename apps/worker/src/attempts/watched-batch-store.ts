import {
  type AttemptOutcome,
  type ClaimedBatch,
  type LeasedBatch,
  type SealResult,
  type Settlement,
  type SweepResult,
} from '@audience-sync/batching-scheduler';
import {
  PostgresBatchStore,
  type PostgresBatchStoreOptions,
} from '@audience-sync/batching-scheduler/postgres';
import { type WorkerMetrics } from '../metrics/worker-metrics.ts';
import { systemTiming } from '../timing.ts';
import { type AttemptWatch } from './attempt-watch.ts';

/** The scheduler's store, with the time that its calls take measured and its attempts watched. */
export class WatchedBatchStore extends PostgresBatchStore {
  constructor(
    options: PostgresBatchStoreOptions,
    private readonly watch: AttemptWatch,
    private readonly metrics: WorkerMetrics,
  ) {
    super(options);
  }

  override sealWindow(groupId: string): Promise<SealResult | null> {
    return this.metrics.storeCall('seal', () => super.sealWindow(groupId));
  }

  override claim(flowId: string, limit: number): Promise<readonly ClaimedBatch[]> {
    return this.metrics.storeCall('claim', () => super.claim(flowId, limit));
  }

  override async begin(claimed: ClaimedBatch): Promise<LeasedBatch | null> {
    const askedAtMs = systemTiming.now();
    const batch = await this.metrics.storeCall('begin', () => super.begin(claimed));
    if (batch) this.watch.begun(batch, this.options.leaseMs, askedAtMs);
    return batch;
  }

  override settle(claimed: ClaimedBatch, outcome: AttemptOutcome): Promise<Settlement | null> {
    return this.watch.settling(claimed, outcome, () =>
      this.metrics.storeCall('settle', () => super.settle(claimed, outcome)),
    );
  }

  override sweep(limit: number): Promise<SweepResult> {
    return this.metrics.storeCall('sweep', () => super.sweep(limit));
  }
}
