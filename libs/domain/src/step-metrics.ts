/** The counters of one step. `entered = synced + notSynced + pending + errored`, at every moment. */
export interface StepMetrics {
  readonly stepId: string;
  readonly workspaceId: string;
  readonly entered: number;
  readonly proceeded: number;
  readonly synced: number;
  readonly notSynced: number;
  readonly pending: number;
  readonly errored: number;
  readonly exited: number;
  readonly updatedAt: Date;
}

export type StepCounts = Omit<StepMetrics, 'stepId' | 'workspaceId' | 'updatedAt'>;

const ZERO: StepCounts = {
  entered: 0,
  proceeded: 0,
  synced: 0,
  notSynced: 0,
  pending: 0,
  errored: 0,
  exited: 0,
};

/** Adds counters up, for a canvas or an audience that several steps feed. */
export function sumCounts(all: readonly StepCounts[]): StepCounts {
  return all.reduce<StepCounts>(
    (sum, one) => ({
      entered: sum.entered + one.entered,
      proceeded: sum.proceeded + one.proceeded,
      synced: sum.synced + one.synced,
      notSynced: sum.notSynced + one.notSynced,
      pending: sum.pending + one.pending,
      errored: sum.errored + one.errored,
      exited: sum.exited + one.exited,
    }),
    ZERO,
  );
}
