import {
  type LedgerMovement,
  type SealResult,
  type Settlement,
  type SweepResult,
} from '@audience-sync/batching-scheduler';
import { AppLogger } from '@audience-sync/platform';
import { Injectable } from '@nestjs/common';
import { WorkerMetrics } from '../metrics/worker-metrics.ts';
import { StepAnnouncer } from './step-announcer.ts';

/** What the dispatcher tells, after commit: counted, announced, logged. */
@Injectable()
export class DispatcherListener {
  constructor(
    private readonly metrics: WorkerMetrics,
    private readonly announcer: StepAnnouncer,
    private readonly logger: AppLogger,
  ) {}

  readonly onSettled = ({ state, movements, flowId }: Settlement): void => {
    this.metrics.attemptSettled(state);
    this.announcer.touch(movements, flowId);
  };

  /** What waits, waits for something else now. */
  readonly onSealed = ({ flowId }: SealResult): void => this.announcer.touch([], flowId);

  readonly onSwept = ({ flowIds }: SweepResult): void => {
    for (const flowId of flowIds) this.announcer.touch([], flowId);
  };

  readonly onMoved = (movements: readonly LedgerMovement[]): void => this.announcer.touch(movements);

  readonly onError = (err: unknown, where: string): void => {
    this.logger.error('the dispatcher survived an error', { where, err });
  };
}
