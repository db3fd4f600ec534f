import { type AttemptRecord } from '../batch-inspector.port.ts';
import { type AttemptOutcome, type LedgerMovement, type SettledAttempt, type Settlement } from '../model.ts';
import { type SchedulerOptions } from '../options.ts';
import { concatPacked, keyAt, selectPacked, strikeKeys } from '../packed-items-edit.ts';
import { settledAttempt } from '../settled-attempt.ts';
import { halve } from '../split.ts';
import {
  decide,
  type HoldOrder,
  type LeaseLost,
  summarize,
  type Transition,
  withoutHold,
} from '../transition.ts';
import {
  addBatch,
  makeReady,
  replaceChunks,
  settleErrored,
  settleSplit,
  settleSynced,
} from './memory-batch.ts';
import {
  type BatchRow,
  type ChunkRow,
  countItems,
  type FlowRow,
  type GroupRow,
  type MemoryState,
  type MemoryTransaction,
} from './memory-state.ts';

export interface SettleContext {
  readonly state: MemoryState;
  readonly tx: MemoryTransaction;
  readonly nowMs: number;
  readonly newId: () => string;
  readonly random: () => number;
  readonly options: SchedulerOptions;
}

/** What a settled attempt did, and the attempt itself; null when nothing was sent. */
export interface Settled {
  readonly settlement: Settlement;
  readonly attempt: SettledAttempt | null;
}

/** Counts an attempt's outcome. The caller has seen to it that the batch is IN_FLIGHT with that attempt. */
export function settleAttempt(
  context: SettleContext,
  batch: BatchRow,
  given: AttemptOutcome | 'lost',
): Settled {
  const { state, tx, nowMs, random, options } = context;
  const group = groupOf(state, batch);
  const outcome = given === 'lost' ? { kind: given, begun: batch.startedAtMs !== null } : given;
  const decided = decide({ ...batch, items: countItems(batch) }, outcome, nowMs, random, options);
  const scope = outcome.kind === 'hold' && (outcome.scope === 'group' ? group : state.flow(tx, batch.flowId));
  const isStaleHold = scope && (scope.resumedAtMs ?? 0) > (batch.startedAtMs ?? nowMs);
  const transition = isStaleHold ? withoutHold(decided) : decided;
  if (isTry(outcome))
    tx.patch(batch, { attempts: [...batch.attempts, attemptRecord(batch, outcome, nowMs)] });
  const { id: batchId, groupId, flowId, operation, attempt } = batch;
  const tried = settledAttempt({ ...batch, items: countItems(batch), nowMs }, outcome);
  const movements = applyTransition(context, batch, group, transition);
  return {
    settlement: { batchId, groupId, flowId, operation, attempt, movements, ...summarize(transition) },
    attempt: tried,
  };
}

function groupOf(state: MemoryState, batch: BatchRow): GroupRow {
  const group = state.groups.get(batch.groupId);
  if (!group) throw new Error(`batch ${batch.id} has no group`);
  return group;
}

function applyTransition(
  context: SettleContext,
  batch: BatchRow,
  group: GroupRow,
  transition: Transition,
): readonly LedgerMovement[] {
  const { tx, state, nowMs } = context;
  const flow = state.flow(tx, batch.flowId);
  tx.patch(batch, { leaseUntilMs: null, startedAtMs: null, notBeforeMs: null });
  switch (transition.state) {
    case 'SYNCED':
      return [...overrule(context, group, batch), ...settleSynced(tx, group, batch, 'pending')];
    case 'ERRORED':
      if (transition.hold) holdFor(tx, transition.hold, flow, group, nowMs);
      return settleErrored(tx, batch, transition.reason);
    case 'WAITING':
      return wait(tx, batch, group, transition);
    case 'READY':
      return giveBack(context, batch, group, flow, transition);
    case 'SPLIT':
      return split(context, batch, group, transition);
  }
}

function wait(
  tx: MemoryTransaction,
  batch: BatchRow,
  group: GroupRow,
  to: Transition & { state: 'WAITING' },
): [] {
  const { failures, deadlineMs, notBeforeMs, reason } = to;
  tx.patch(batch, { state: 'WAITING', flowId: group.flowId, failures, deadlineMs, notBeforeMs, reason });
  if (to.serialize) tx.patch(group, { serialize: true });
  return [];
}

function giveBack(
  { tx, nowMs }: SettleContext,
  batch: BatchRow,
  group: GroupRow,
  flow: FlowRow,
  to: Transition & { state: 'READY' },
): [] {
  const { failures, deadlineMs } = to;
  tx.patch(batch, {
    state: 'READY',
    flowId: group.flowId,
    failures,
    deadlineMs,
    reason: to.reason ?? batch.reason,
  });
  if (to.hold) holdFor(tx, to.hold, flow, group, nowMs);
  if (to.flowRestsUntilMs !== null)
    tx.patch(flow, { notBeforeMs: Math.max(flow.notBeforeMs ?? 0, to.flowRestsUntilMs) });
  return [];
}

/** The first reason stays until it is lifted: were another one true as well, the next attempt would say so. */
function holdFor(
  tx: MemoryTransaction,
  order: HoldOrder,
  flow: FlowRow,
  group: GroupRow,
  nowMs: number,
): void {
  const row: FlowRow | GroupRow = order.scope === 'flow' ? flow : group;
  tx.patch(row, { hold: row.hold ?? { reason: order.reason, sinceMs: nowMs } });
}

function split(
  context: SettleContext,
  batch: BatchRow,
  group: GroupRow,
  { reason, culpritAlone }: Transition & { state: 'SPLIT' },
): readonly LedgerMovement[] {
  const { tx } = context;
  const half = halve(concatPacked(batch.chunks.map((chunk) => chunk.items)));
  const [first, second] = part(context, group, batch, (item) => half(item) === 0);
  settleSplit(tx, group, batch, reason);
  // The only item that had anything to send is the one that was refused: no need to ask again.
  const blamed = culpritAlone ? settleErrored(tx, first, reason) : makeReady(tx, group, first);
  return [...blamed, ...makeReady(tx, group, second)];
}

/** Two batches at the place of one: with the items that are chosen, and with the others. */
export function part(
  context: SettleContext,
  group: GroupRow,
  batch: BatchRow,
  isChosen: (item: number, chunk: ChunkRow, itemInChunk: number) => boolean,
): readonly [BatchRow, BatchRow] {
  const chosen = partChunks(batch.chunks, isChosen);
  const others = partChunks(batch.chunks, (...place) => !isChosen(...place));
  return [spawn(context, group, batch, chosen), spawn(context, group, batch, others)];
}

/** A batch of the same place in the order, with some of its parent's items. */
function spawn(
  { state, tx, nowMs, newId }: SettleContext,
  group: GroupRow,
  parent: BatchRow,
  chunks: readonly ChunkRow[],
): BatchRow {
  const { id: parentId, operation, windowNo, originNo, sealedAtMs, failures, deadlineMs, reason } = parent;
  const inherited = { parentId, operation, windowNo, originNo, sealedAtMs, failures, deadlineMs, reason };
  const child = addBatch(state, tx, group, { ...inherited, id: newId(), createdAtMs: nowMs });
  replaceChunks(tx, child, chunks);
  return child;
}

/** The chunks with those items only; `item` counts over all of them. */
export function partChunks(
  chunks: readonly ChunkRow[],
  keep: (item: number, chunk: ChunkRow, itemInChunk: number) => boolean,
): ChunkRow[] {
  let first = 0;
  const parts = chunks.map((chunk) => {
    const start = first;
    first += chunk.items.count;
    return { ...chunk, items: selectPacked(chunk.items, (i) => keep(start + i, chunk, i)) };
  });
  return parts.filter((part) => part.items.count > 0);
}

/**
 * What was written now overrules the errored batches of the opposite operation that were said before it:
 * their keys are struck, so that bringing them back later cannot undo a later word.
 */
function overrule({ tx }: SettleContext, group: GroupRow, batch: BatchRow): readonly LedgerMovement[] {
  const overruled = group.batches.filter((other) => isOverruledBy(other, batch));
  if (overruled.length === 0) return [];
  const written = new Set<string>();
  for (const { items } of batch.chunks)
    for (let k = 0; k < items.keyTags.length; k++) written.add(keyAt(items, k));
  return overruled.flatMap((other) => {
    const struck = other.chunks.map((chunk) => ({
      ...chunk,
      items: strikeKeys(chunk.items, (key) => written.has(keyAt(chunk.items, key))),
    }));
    replaceChunks(tx, other, struck);
    return other.state !== 'ERRORED' && other.live === 0 ? settleSynced(tx, group, other, 'pending') : [];
  });
}

/** Errored, or redriven and not sent yet. */
function isOverruledBy(other: BatchRow, batch: BatchRow): boolean {
  const redriven = other.state === 'READY' && other.originNo !== other.windowNo;
  return (
    other.operation !== batch.operation &&
    (other.state === 'ERRORED' || redriven) &&
    (other.originNo ?? 0) < (batch.originNo ?? 0)
  );
}

type Try = Exclude<AttemptOutcome, { kind: 'deferred' }> | LeaseLost;

/** What was never sent is no try. */
function isTry(outcome: AttemptOutcome | LeaseLost): outcome is Try {
  return outcome.kind !== 'deferred' && !(outcome.kind === 'lost' && !outcome.begun);
}

function attemptRecord(batch: BatchRow, outcome: Try, nowMs: number): AttemptRecord {
  return {
    batchId: batch.id,
    attempt: batch.attempt,
    startedAtMs: batch.startedAtMs ?? nowMs,
    endedAtMs: nowMs,
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : null,
    report: ('report' in outcome ? outcome.report : undefined) ?? null,
  };
}
