import {
  type AdAccount,
  type Audience,
  type AudienceSyncStep,
  type CanvasWithSteps,
  type Connection,
  type DetailedMetrics,
  type StepMetrics,
} from '@audience-sync/domain';
import { type StepNotSyncedCount, type StoredDryRun } from '@audience-sync/persistence';
import DataLoader from 'dataloader';

/** Reads what the ids of one workspace name. What belongs to another workspace is not found. */
export interface BatchReads {
  connections(workspaceId: string, ids: readonly string[]): Promise<readonly Connection[]>;
  adAccounts(workspaceId: string, ids: readonly string[]): Promise<readonly AdAccount[]>;
  adAccountsOf(workspaceId: string, connectionIds: readonly string[]): Promise<readonly AdAccount[]>;
  audiences(workspaceId: string, ids: readonly string[]): Promise<readonly Audience[]>;
  canvases(workspaceId: string, ids: readonly string[]): Promise<readonly CanvasWithSteps[]>;
  metrics(workspaceId: string, stepIds: readonly string[]): Promise<readonly StepMetrics[]>;
  metricDetails(workspaceId: string, stepIds: readonly string[]): Promise<readonly DetailedMetrics[]>;
  stepsFeeding(workspaceId: string, audienceIds: readonly string[]): Promise<readonly AudienceSyncStep[]>;
  dryRuns(workspaceId: string, stepIds: readonly string[]): Promise<readonly StoredDryRun[]>;
  notSyncedCounts(workspaceId: string, stepIds: readonly string[]): Promise<readonly StepNotSyncedCount[]>;
  waitingHandoffs(workspaceId: string, stepIds: readonly string[]): Promise<readonly WaitingHandoffs[]>;
  holds(workspaceId: string, audienceIds: readonly string[]): Promise<readonly AudienceHold[]>;
  /** Which of these audiences some step adds to. */
  fedAudiences(workspaceId: string, audienceIds: readonly string[]): Promise<readonly string[]>;
}

/** Why deliveries to an audience wait for a person. */
export interface AudienceHold {
  readonly audienceId: string;
  readonly reason: string;
}

/** Users of an external step who were not acknowledged yet. */
export interface WaitingHandoffs {
  readonly stepId: string;
  readonly users: number;
}

/** The loaders of one operation. */
export interface Loaders {
  readonly connection: DataLoader<string, Connection | null>;
  readonly adAccount: DataLoader<string, AdAccount | null>;
  readonly adAccountsOf: DataLoader<string, readonly AdAccount[]>;
  readonly audience: DataLoader<string, Audience | null>;
  readonly canvas: DataLoader<string, CanvasWithSteps | null>;
  readonly metrics: Pick<DataLoader<string, StepMetrics | null>, 'load'>;
  /** With the reasons behind the counters. */
  readonly metricDetails: Pick<DataLoader<string, DetailedMetrics | null>, 'load'>;
  /** The steps that use an audience. */
  readonly stepsFeeding: DataLoader<string, readonly AudienceSyncStep[]>;
  readonly dryRun: DataLoader<string, StoredDryRun | null>;
  readonly notSyncedCounts: DataLoader<string, readonly StepNotSyncedCount[]>;
  readonly waitingHandoffs: DataLoader<string, WaitingHandoffs | null>;
  readonly hold: DataLoader<string, AudienceHold | null>;
  /** The audience's own id when some step adds to it. */
  readonly isFed: DataLoader<string, string | null>;
}

/** Nothing is remembered between turns: a subscription lives long, and what it reads must be true each time. */
const OPTIONS = { cache: false, maxBatchSize: 1_000 } as const;

/** Collects the ids that an operation asks for in one turn of the event loop into one read. */
function byId<Value>(
  read: (ids: readonly string[]) => Promise<readonly Value[]>,
  idOf: (value: Value) => string,
): DataLoader<string, Value | null> {
  return new DataLoader<string, Value | null>(async (ids) => {
    const values = new Map((await read([...new Set(ids)])).map((value) => [idOf(value), value]));
    return ids.map((id) => values.get(id) ?? null);
  }, OPTIONS);
}

/** The same for what hangs below an id. */
function listsBy<Value>(
  read: (ids: readonly string[]) => Promise<readonly Value[]>,
  parentOf: (value: Value) => string,
): DataLoader<string, readonly Value[]> {
  return new DataLoader<string, readonly Value[]>(async (ids) => {
    const values = await read([...new Set(ids)]);
    return ids.map((id) => values.filter((value) => parentOf(value) === id));
  }, OPTIONS);
}

/** Loaders for one operation, whose workspace is known when the first of them is used. */
export function createLoaders(reads: BatchReads, workspaceId: () => string): Loaders {
  const idOf = ({ id }: { readonly id: string }): string => id;
  const stepOf = ({ stepId }: { readonly stepId: string }): string => stepId;
  return {
    connection: byId((ids) => reads.connections(workspaceId(), ids), idOf),
    adAccount: byId((ids) => reads.adAccounts(workspaceId(), ids), idOf),
    adAccountsOf: listsBy(
      (ids) => reads.adAccountsOf(workspaceId(), ids),
      ({ connectionId }) => connectionId,
    ),
    audience: byId((ids) => reads.audiences(workspaceId(), ids), idOf),
    canvas: byId((ids) => reads.canvases(workspaceId(), ids), idOf),
    ...metricLoaders(reads, workspaceId),
    stepsFeeding: listsBy(
      (ids) => reads.stepsFeeding(workspaceId(), ids),
      ({ audienceId }) => audienceId ?? '',
    ),
    dryRun: byId((ids) => reads.dryRuns(workspaceId(), ids), stepOf),
    notSyncedCounts: listsBy((ids) => reads.notSyncedCounts(workspaceId(), ids), stepOf),
    waitingHandoffs: byId((ids) => reads.waitingHandoffs(workspaceId(), ids), stepOf),
    hold: byId(
      (ids) => reads.holds(workspaceId(), ids),
      ({ audienceId }) => audienceId,
    ),
    isFed: byId(
      (ids) => reads.fedAudiences(workspaceId(), ids),
      (id) => id,
    ),
  };
}

/** What a turn asks for is one read: as soon as the reasons of one step are wanted, all are read with theirs. */
function metricLoaders(
  reads: BatchReads,
  workspaceId: () => string,
): Pick<Loaders, 'metrics' | 'metricDetails'> {
  interface Wish {
    readonly stepId: string;
    readonly detailed: boolean;
  }
  const loader = new DataLoader<Wish, StepMetrics | DetailedMetrics | null>(async (wishes) => {
    const stepIds = [...new Set(wishes.map(({ stepId }) => stepId))];
    const rows = wishes.some(({ detailed }) => detailed)
      ? await reads.metricDetails(workspaceId(), stepIds)
      : await reads.metrics(workspaceId(), stepIds);
    const found = new Map(rows.map((metrics) => [metrics.stepId, metrics]));
    return wishes.map(({ stepId }) => found.get(stepId) ?? null);
  }, OPTIONS);
  return {
    metrics: { load: (stepId) => loader.load({ stepId, detailed: false }) },
    metricDetails: {
      load: (stepId) => loader.load({ stepId, detailed: true }) as Promise<DetailedMetrics | null>,
    },
  };
}
