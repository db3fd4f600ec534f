import { type LedgerMovement } from '@audience-sync/batching-scheduler';
import { type StepMetrics } from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database, type Tx } from '../database.ts';
import { StepMetricsEntity } from '../entities/step-metrics.entity.ts';
import { pick } from '../pick.ts';

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
  /** Whether the step is the last one, so that they leave the canvas. */
  readonly exits: boolean;
}

/** Users of one step (the scheduler's source) who moved between two outcomes. */
export type MetricsMovement = Pick<LedgerMovement, 'sourceId' | 'from' | 'to' | 'count'>;

/**
 * The counters of steps. Both ways to change them are one statement, for any number of steps, that locks the rows in
 * the order of step id. A transaction changes counters once, after it has locked everything else it needs (groups and
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
  async addEntered(
    tx: Tx,
    users: readonly EnteredUsers[],
    movements: readonly MetricsMovement[] = [],
  ): Promise<void> {
    const sums = new StepSums();
    for (const { stepId, entered, notSynced, exits } of users)
      sums.add(stepId, { entered, notSynced, pending: entered - notSynced, exited: exits ? entered : 0 });
    for (const { sourceId, from, to, count } of movements) {
      sums.add(sourceId, { [from]: -count });
      sums.add(sourceId, { [to]: count });
    }
    if (sums.size === 0) return;
    const { rowCount } = await tx.query({ ...ADD, values: sums.columns() });
    if (rowCount !== sums.size)
      throw new Error(`some of the steps ${sums.stepIds.join(', ')} have no counters`);
  }

  /** Moves users between outcomes. Throws when a step does not exist or a counter would fall below zero. */
  applyMovements(tx: Tx, movements: readonly MetricsMovement[]): Promise<void> {
    return this.addEntered(tx, [], movements);
  }
}

/** What is added to; `proceeded` goes with `entered`. */
const ADDED = ['entered', 'notSynced', 'pending', 'synced', 'errored', 'exited'] as const;
type Added = Partial<Record<(typeof ADDED)[number], number>>;

/** Sums by step, as columns for unnest. */
class StepSums {
  private readonly steps = new Map<string, Added>();

  get size(): number {
    return this.steps.size;
  }

  get stepIds(): string[] {
    return [...this.steps.keys()];
  }

  add(stepId: string, more: Added): void {
    const sum = this.steps.get(stepId) ?? {};
    for (const column of ADDED) sum[column] = (sum[column] ?? 0) + (more[column] ?? 0);
    this.steps.set(stepId, sum);
  }

  columns(): unknown[][] {
    const sums = [...this.steps.values()];
    return [this.stepIds, ...ADDED.map((column) => sums.map((sum) => sum[column]))];
  }
}

// The inner query locks the rows in the order of step id; an UPDATE alone takes them in any order.
const ADD = {
  name: 'step-metrics-add',
  text: `
    WITH locked AS MATERIALIZED (
      SELECT step_id FROM step_metrics WHERE step_id = ANY ($1::text[]) ORDER BY step_id FOR NO KEY UPDATE)
    UPDATE step_metrics AS m
       SET entered = m.entered + d.entered, proceeded = m.proceeded + d.entered, not_synced = m.not_synced + d.not_synced,
           pending = m.pending + d.pending, synced = m.synced + d.synced, errored = m.errored + d.errored,
           exited = m.exited + d.exited, updated_at = now()
      FROM locked JOIN unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
             AS d (step_id, entered, not_synced, pending, synced, errored, exited) USING (step_id)
     WHERE m.step_id = locked.step_id`,
};
