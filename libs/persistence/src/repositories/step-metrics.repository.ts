import { type LedgerMovement, type SettledAttempt } from '@audience-sync/batching-scheduler';
import { type NotSyncedReason, type StepMetrics } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { StepMetricsEntity } from '../entities/step-metrics.entity.ts';
import { pick } from '../pick.ts';
import { WRITE_LEDGER } from './step-ledger.sql.ts';
import { StepSums } from './step-sums.ts';

const FIELDS = [
  'stepId',
  'workspaceId',
  'entered',
  'proceeded',
  'synced',
  'notSynced',
  'pending',
  'errored',
  'exited',
  'updatedAt',
] as const;

/** Users of one step who entered in this transaction. */
export interface EnteredUsers {
  readonly stepId: string;
  readonly entered: number;
  /** How many of them have nothing to be matched by; the others are pending. */
  readonly notSynced: number;
  /** Why, one for each of them. Default: `NO_MATCH_FIELD`. */
  readonly reasons?: readonly NotSyncedReason[];
  /** Whether the step is the last one, so that they leave the canvas. */
  readonly exits: boolean;
}

/** Users of one step (the scheduler's source) who moved between two outcomes. */
export type MetricsMovement = Pick<LedgerMovement, 'sourceId' | 'from' | 'to' | 'count' | 'reason'>;

/**
 * The counters of steps, the reasons behind them and what moved when. Both ways to change them are one statement, for
 * any number of steps, that locks the counters in the order of step id. A transaction changes counters once, after it has locked everything else it needs (groups and
 * batches of the scheduler): so no two transactions ever wait for each other in a circle.
 */
@Injectable()
export class StepMetricsRepository {
  constructor(private readonly database: Database) {}

  async findMany(workspaceId: string, stepIds: readonly string[]): Promise<readonly StepMetrics[]> {
    const rows = await this.database
      .manager()
      .findBy(StepMetricsEntity, { workspaceId, stepId: In([...stepIds]) });
    return rows.map((row) => pick(row, FIELDS));
  }

  /** Of whichever workspace: one read for all subscribers of a process, who were checked when they subscribed. */
  async findManyForDelivery(stepIds: readonly string[]): Promise<readonly StepMetrics[]> {
    const rows = await this.database.manager().findBy(StepMetricsEntity, { stepId: In([...stepIds]) });
    return rows.map((row) => pick(row, FIELDS));
  }

  /**
   * Counts users in, and moves what the same transaction has moved already. Throws when a step does not exist or a
   * counter would fall below zero.
   */
  addEntered(
    tx: Tx,
    users: readonly EnteredUsers[],
    movements: readonly MetricsMovement[] = [],
  ): Promise<void> {
    const sums = new StepSums();
    for (const entered of users) sums.enter(entered);
    for (const movement of movements) sums.move(movement);
    return this.write(tx, sums);
  }

  /**
   * Moves users between outcomes, and counts the attempts that did it, or that moved nobody. Throws when a step does not
   * exist or a counter would fall below zero.
   */
  applyMovements(
    tx: Tx,
    movements: readonly MetricsMovement[],
    attempts: readonly SettledAttempt[] = [],
  ): Promise<void> {
    const sums = new StepSums(attempts);
    for (const movement of movements) sums.move(movement);
    return this.write(tx, sums);
  }

  private async write(tx: Tx, sums: StepSums): Promise<void> {
    if (sums.isEmpty) return;
    const { rows } = await tx.query<{ steps: number }>({ ...WRITE_LEDGER, values: sums.parameters() });
    if (rows[0]?.steps !== sums.stepIds.length)
      throw new Error(`some of the steps ${sums.stepIds.join(', ')} have no counters`);
  }
}
