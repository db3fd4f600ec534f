import {
  type Breakdown,
  completeBreakdown,
  type DetailedMetrics,
  pendingCauseOf,
  type StepCounts,
} from '@audience-sync/domain';
import { Injectable } from '@nestjs/common';
import { Database } from '../database.ts';
import { READ_DETAILS } from './step-details.sql.ts';

interface ReasonRow {
  readonly outcome: 'NOT_SYNCED' | 'ERRORED';
  readonly reason: string;
  readonly users: number;
}

interface WaitRow {
  readonly state: 'OPEN' | 'READY' | 'IN_FLIGHT' | 'WAITING';
  readonly hold: string | null;
  readonly blocked: boolean;
  readonly users: number;
  /** Epoch ms. */
  readonly until: number | null;
  readonly givesUpAt: number | null;
}

type DetailsRow = Record<keyof StepCounts, string> & {
  readonly stepId: string;
  readonly workspaceId: string;
  readonly updatedAt: Date;
  readonly reasons: readonly ReasonRow[];
  readonly waits: readonly WaitRow[];
};

/** Counters of steps together with the reasons behind them. */
@Injectable()
export class StepDetailsRepository {
  constructor(private readonly database: Database) {}

  /**
   * All of one moment. `workspaceId` null: of whichever workspace, for subscribers who were checked before.
   * @param retryWindowMs after which users who are parked are given up
   */
  async findMany(
    workspaceId: string | null,
    stepIds: readonly string[],
    retryWindowMs: number,
  ): Promise<readonly DetailedMetrics[]> {
    const { rows } = await this.database.pool.query<DetailsRow>({
      ...READ_DETAILS,
      values: [workspaceId, [...stepIds], retryWindowMs],
    });
    return rows.map(detailsOf);
  }
}

function detailsOf({
  stepId,
  workspaceId,
  updatedAt,
  reasons,
  waits,
  ...counted
}: DetailsRow): DetailedMetrics {
  const counts: StepCounts = {
    entered: Number(counted.entered),
    proceeded: Number(counted.proceeded),
    synced: Number(counted.synced),
    notSynced: Number(counted.notSynced),
    pending: Number(counted.pending),
    errored: Number(counted.errored),
    exited: Number(counted.exited),
  };
  const found: Breakdown = {
    notSynced: reasons.filter(({ outcome }) => outcome === 'NOT_SYNCED'),
    errored: reasons.filter(({ outcome }) => outcome === 'ERRORED'),
    pending: waits.map(({ state, hold, blocked, users, until, givesUpAt }) => ({
      cause: pendingCauseOf(state, hold, blocked),
      users,
      until: toDate(until),
      givesUpAt: toDate(givesUpAt),
    })),
  };
  return { stepId, workspaceId, updatedAt, ...counts, breakdown: completeBreakdown(counts, found) };
}

const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
