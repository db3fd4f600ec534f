import { groupRequests } from '../append-groups.ts';
import {
  type AttemptRecord,
  type BatchInspector,
  type BatchView,
  type ErroredPage,
  type ErroredQuery,
  type ItemTrace,
} from '../batch-inspector.port.ts';
import {
  type AppendRequest,
  type AppendResult,
  type BatchStore,
  type ClaimedBatch,
  type HoldScope,
  type LedgerPort,
  type RedriveFilter,
  type SealResult,
  type SweepResult,
} from '../batch-store.port.ts';
import { type Clock, systemClock } from '../clock.ts';
import { uuidv7Maker } from '../ids.ts';
import {
  type AttemptOutcome,
  type BatchState,
  type LeasedBatch,
  type LedgerMovement,
  type SettledAttempt,
  type Settlement,
} from '../model.ts';
import { addUp } from '../movements.ts';
import { resolveOptions, type SchedulerOptions } from '../options.ts';
import { type WaitingExplanation } from '../waiting.ts';
import { appendToGroup } from './memory-append.ts';
import { settleErrored } from './memory-batch.ts';
import { beginAttempt } from './memory-begin.ts';
import { pickBatches } from './memory-claim.ts';
import { explainGroup } from './memory-explain.ts';
import { findItem, historyOf } from './memory-find-item.ts';
import { listErrored } from './memory-list-errored.ts';
import { holdRow, resumeRow } from './memory-hold.ts';
import { redriveGroup } from './memory-redrive.ts';
import { sealGroup } from './memory-seal.ts';
import { type SettleContext, settleAttempt } from './memory-settle.ts';
import { type BatchRow, isDue, isIdle, MemoryState, MemoryTransaction } from './memory-state.ts';
import { findDueGroups, findExpired, findLost, findReadyFlows } from './memory-sweep.ts';
import { viewBatch } from './memory-view.ts';

/** What a {@link MemoryBatchStore} may be told; everything may be left out. */
export interface MemoryBatchStoreOptions {
  /** The same as the dispatcher's. Default: {@link DEFAULT_OPTIONS}. */
  readonly options?: Partial<SchedulerOptions>;
  /** Told of every movement before it is made; when it throws, nothing has happened. */
  readonly ledger?: LedgerPort<undefined>;
  /** Default: the machine's. */
  readonly clock?: Pick<Clock, 'now'>;
  /** In [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** Ids of batches and windows. Default: UUIDs of version 7. */
  readonly newId?: () => string;
}

/** Settled batches that stay readable, for people and tests. */
const SETTLED_KEPT = 1_000;
/** Groups that may lie idle before those with nothing in them are forgotten. */
const GROUPS_KEPT = 1_000;

/**
 * Keeps everything in this process, for tests and for what may be lost with it. Calls take effect one after
 * the other, each whole or not at all; a `tx` that is given is not looked at.
 */
export class MemoryBatchStore implements BatchStore<undefined>, BatchInspector {
  private readonly state = new MemoryState();
  readonly options: SchedulerOptions;
  private readonly ledger: LedgerPort<undefined> | undefined;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly random: () => number;
  private readonly newId: () => string;
  private last: Promise<unknown> = Promise.resolve();
  private groupsAllowed = GROUPS_KEPT;

  constructor({ options, ledger, clock, random, newId }: MemoryBatchStoreOptions = {}) {
    this.options = resolveOptions(options);
    this.ledger = ledger;
    this.clock = clock ?? systemClock;
    this.random = random ?? Math.random;
    const makeId = uuidv7Maker();
    this.newId = newId ?? (() => makeId(this.clock.now()));
  }

  append(requests: readonly AppendRequest[]): Promise<AppendResult> {
    return this.run(async ({ state, tx, nowMs, newId }) => {
      const context = { nowMs, newId, options: this.options };
      const done = groupRequests(requests).map((group) => appendToGroup(state, tx, group, context));
      await this.record(done.flatMap((group) => group.movements));
      return {
        opened: done.flatMap((group) => group.opened),
        readyFlowIds: [...new Set(done.flatMap((group) => group.readyFlowIds))],
      };
    });
  }

  sealWindow(groupId: string): Promise<SealResult | null> {
    return this.run(async (context) => {
      const group = context.state.groups.get(groupId);
      if (!group || !isDue(group, context.nowMs)) return null;
      const sealed = sealGroup(context, group);
      await this.record(sealed.movements);
      return sealed;
    });
  }

  claim(flowId: string, limit: number): Promise<readonly ClaimedBatch[]> {
    return this.run(({ state, tx, nowMs }) => {
      const flow = state.flow(tx, flowId);
      return pickBatches(state, flow, limit, nowMs, this.options).map(({ batch, group }) => {
        tx.patch(group, { servedAtMs: nowMs });
        const leaseUntilMs = nowMs + Math.min(this.options.claimLeaseMs, this.options.leaseMs);
        tx.patch(batch, { state: 'IN_FLIGHT', attempt: batch.attempt + 1, leaseUntilMs, notBeforeMs: null });
        return { batchId: batch.id, attempt: batch.attempt };
      });
    });
  }

  begin(batch: ClaimedBatch): Promise<LeasedBatch | null> {
    return this.run(({ state, tx, nowMs }) => beginAttempt(state, tx, batch, nowMs, this.options));
  }

  settle({ batchId, attempt }: ClaimedBatch, outcome: AttemptOutcome): Promise<Settlement | null> {
    return this.run(async (context) => {
      const batch = context.state.batches.get(batchId);
      if (batch?.state !== 'IN_FLIGHT' || batch.attempt !== attempt) return null;
      const { settlement, attempt: tried } = settleAttempt(context, batch, outcome);
      await this.record(settlement.movements, tried ? [tried] : []);
      return settlement;
    });
  }

  hold(scope: HoldScope, reason: string): Promise<void> {
    return this.run((context) => holdRow(context, scope, reason));
  }

  resume(scope: HoldScope, reason?: string): Promise<readonly string[]> {
    return this.run((context) => resumeRow(context, scope, reason));
  }

  redrive(filter: RedriveFilter): Promise<SweepResult> {
    return this.run(async (context) => {
      const moved = [...context.state.groups.values()].map((group) => ({
        flowId: group.flowId,
        movements: redriveGroup(context, group, filter),
      }));
      const movements = addUp(moved.flatMap((group) => group.movements));
      await this.record(movements);
      const flowIds = new Set(
        moved.filter((group) => group.movements.length > 0).map((group) => group.flowId),
      );
      return { flowIds: [...flowIds], dueGroupIds: [], expiredLeases: 0, movements };
    });
  }

  sweep(limit: number): Promise<SweepResult> {
    return this.run(async (context) => {
      const { state, tx, nowMs } = context;
      const lost = findLost(state, nowMs).slice(0, limit);
      const settled = lost.map((batch) => settleAttempt(context, batch, 'lost'));
      const expired = findExpired(state, nowMs, this.options).slice(0, limit);
      const movements = addUp([
        ...settled.flatMap(({ settlement }) => settlement.movements),
        ...expired.flatMap((found) => settleErrored(tx, found.batch, found.reason)),
      ]);
      await this.record(
        movements,
        settled.flatMap(({ attempt }) => attempt ?? []),
      );
      return {
        flowIds: findReadyFlows(state, nowMs).map((flow) => flow.id).slice(0, limit), // prettier-ignore
        dueGroupIds: findDueGroups(state, nowMs).map((group) => group.id).slice(0, limit), // prettier-ignore
        expiredLeases: lost.length,
        movements,
      };
    });
  }

  listBatches(groupId: string, states?: readonly BatchState[]): Promise<readonly BatchView[]> {
    return this.run(({ state }) =>
      [...state.batches.values()]
        .filter((batch) => batch.groupId === groupId && (!states || states.includes(batch.state)))
        .sort((a, b) => (a.windowNo ?? Infinity) - (b.windowNo ?? Infinity) || (a.id < b.id ? -1 : 1))
        .map(viewBatch),
    );
  }

  listAttempts(batchId: string): Promise<readonly AttemptRecord[]> {
    return this.run(({ state }) => {
      const batch = state.batches.get(batchId);
      return batch ? historyOf(state, batch).attempts : [];
    });
  }

  findItem(sourceIds: readonly string[], itemId: string): Promise<readonly ItemTrace[]> {
    return this.run(({ state }) => findItem(state, sourceIds, itemId));
  }

  listErrored(query: ErroredQuery): Promise<ErroredPage> {
    return this.run(({ state }) => listErrored(state, query));
  }

  explainWaiting(groupId: string): Promise<WaitingExplanation | null> {
    return this.run(({ state }) => {
      const group = state.groups.get(groupId);
      return group ? explainGroup(state, group) : null;
    });
  }

  private async record(
    movements: readonly LedgerMovement[],
    attempts: readonly SettledAttempt[] = [],
  ): Promise<void> {
    if (movements.length + attempts.length > 0) await this.ledger?.record(movements, undefined, attempts);
  }

  /** One after the other; whole or not at all. */
  private run<T>(work: (context: SettleContext) => T | Promise<T>): Promise<T> {
    const result = this.last.then(async () => {
      const tx = new MemoryTransaction(this.clock.now());
      try {
        return await work(this.context(tx));
      } catch (error) {
        tx.rollback();
        throw error;
      } finally {
        this.forgetOldest();
      }
    });
    this.last = result.catch(() => undefined);
    return result;
  }

  private context(tx: MemoryTransaction): SettleContext {
    const { state, newId, random, options } = this;
    return { state, tx, nowMs: tx.nowMs, newId, random, options };
  }

  private forgetOldest(): void {
    const settled: BatchRow[] = [];
    for (const batch of this.state.batches.values())
      if (batch.state === 'SYNCED' || batch.state === 'SPLIT') settled.push(batch);
    for (const batch of settled.slice(0, -SETTLED_KEPT)) this.state.batches.delete(batch.id);
    if (this.state.groups.size > this.groupsAllowed) this.forgetIdleGroups();
  }

  /** Walks over all groups only when there are twice as many as were left the last time. */
  private forgetIdleGroups(): void {
    const { groups } = this.state;
    for (const group of groups.values()) if (isIdle(group)) groups.delete(group.id);
    this.groupsAllowed = Math.max(GROUPS_KEPT, 2 * groups.size);
  }
}
