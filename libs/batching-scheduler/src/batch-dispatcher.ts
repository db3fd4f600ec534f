import { type BatchStore, type ClaimedBatch, type SealResult, type SweepResult } from './batch-store.port.ts';
import { type Clock, steadyNow, systemClock } from './clock.ts';
import {
  type AttemptOutcome,
  type LeasedBatch,
  type LedgerMovement,
  type Operation,
  type Settlement,
} from './model.ts';
import { resolveOptions, type SchedulerOptions } from './options.ts';
import { type Transport } from './transport.port.ts';
import { type WakePort } from './wake.port.ts';

/** What a {@link BatchDispatcher} is made of. */
export interface BatchDispatcherParts {
  readonly store: BatchStore;
  readonly transport: Transport;
  readonly wake: WakePort;
  /** Default: the store's, which they should be. */
  readonly options?: Partial<SchedulerOptions>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** For metrics: after each try at sending, whatever it came to and whether or not it still counted. */
  readonly onAttempt?: (attempt: AttemptMeasure) => void | Promise<void>;
  /** After a window was sealed: how many batches it made, and what it settled. */
  readonly onSealed?: (sealed: SealResult) => void | Promise<void>;
  /** After a sweep: what no hint pointed at. All zeros and empty lists in quiet times. */
  readonly onSwept?: (swept: SweepResult) => void | Promise<void>;
  /** After an outcome was counted, and committed. */
  readonly onSettled?: (settlement: Settlement) => void | Promise<void>;
  /** After items were settled without an attempt: at a window's end, or by the sweep. */
  readonly onMoved?: (movements: readonly LedgerMovement[]) => void | Promise<void>;
  /** Told of what was survived: a transport that threw, a listener that failed, a hint of this process that led to nothing. */
  readonly onError?: (error: unknown, where: 'transport' | 'listener' | 'hint') => void;
}

/** One try at sending, measured. */
export interface AttemptMeasure {
  readonly batchId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly flowId: string;
  readonly groupId: string;
  readonly operation: Operation;
  readonly items: number;
  readonly outcome: AttemptOutcome['kind'];
  /** From the sealing of the batch to this attempt, earlier attempts included; on the store's clock. */
  readonly waitedMs: number;
  /** From handing it to the transport to its answer, waiting for a permit included. */
  readonly tookMs: number;
}

/** A sender stops this share of the lease before its end, so that nothing is in the air when somebody else begins. */
const LEASE_SHARE_TO_SEND = 5 / 6;
/** What was told to stop while draining is waited for so much longer, and then left to its lease. */
const STOP_MS = 1_000;

/** An outcome by a clock that is so much ahead: the transport looks at ours, the store has its own. */
function later(outcome: AttemptOutcome, ms: number): AttemptOutcome {
  if (outcome.kind === 'deferred') return { ...outcome, untilMs: outcome.untilMs + ms };
  if (outcome.kind !== 'retry') return outcome;
  const { notBeforeMs, overAtMs } = outcome;
  return {
    ...outcome,
    ...(notBeforeMs === undefined ? {} : { notBeforeMs: notBeforeMs + ms }),
    ...(overAtMs === undefined ? {} : { overAtMs: overAtMs + ms }),
  };
}

/** What the hints of a {@link WakePort} lead to. Every method may be called twice, late, or by several processes at once. */
export class BatchDispatcher {
  private readonly options: SchedulerOptions;
  private readonly clock: Clock;
  private readonly inHand = new Map<Promise<void>, AbortController>();
  private draining = false;

  constructor(private readonly parts: BatchDispatcherParts) {
    this.options = resolveOptions({ ...parts.store.options, ...parts.options });
    this.clock = parts.clock ?? { ...systemClock, now: steadyNow };
  }

  /** Seals a window that is due. */
  async sealWindow({ groupId }: { readonly groupId: string }): Promise<void> {
    const sealed = await this.parts.store.sealWindow(groupId);
    if (!sealed) return;
    await this.tell(() => this.parts.onSealed?.(sealed));
    if (sealed.movements.length > 0) await this.tell(() => this.parts.onMoved?.(sealed.movements));
    for (const { windowId, sealAtMs } of sealed.opened)
      await this.parts.wake.sealWindow({ groupId, windowId }, sealAtMs);
    if (sealed.ready > 0) await this.parts.wake.dispatch({ flowId: sealed.flowId });
  }

  /** Claims what may leave and hands each batch to a sender, by a hint of its own. */
  async dispatch({ flowId }: { readonly flowId: string }): Promise<void> {
    if (this.draining) return;
    const claimed = await this.parts.store.claim(flowId, this.options.maxInFlightPerFlow);
    await Promise.all(claimed.map((batch) => this.parts.wake.attempt(batch)));
  }

  /**
   * Sends one batch, when it is still ours to send, and counts what became of it. Answers at the end of the lease at the latest:
   * what a transport that did not stop in time has to say then is counted if nobody was faster.
   */
  async attempt(hint: ClaimedBatch): Promise<void> {
    if (this.draining) return;
    const abort = new AbortController();
    const work = this.sendAndSettle(hint, abort);
    this.inHand.set(work, abort);
    const landed = (): void => void this.inHand.delete(work);
    work.then(landed, landed);
    await this.untilLeaseEnds(work);
  }

  /** Finds what no hint points at. Call it every few seconds, in as many processes as you like. */
  async sweep(limit = 500): Promise<SweepResult> {
    const found = await this.parts.store.sweep(limit);
    const { wake, onMoved, onSwept } = this.parts;
    await this.tell(() => onSwept?.(found));
    if (found.movements.length > 0) await this.tell(() => onMoved?.(found.movements));
    await Promise.all(found.dueGroupIds.map((groupId) => wake.sealWindow({ groupId, windowId: 'swept' }, 0)));
    await Promise.all(found.flowIds.map((flowId) => wake.dispatch({ flowId })));
    return found;
  }

  /**
   * Takes nothing new, and answers when the attempts in hand are settled. After `abortAfterMs` they are told to stop; one that
   * has not stopped a second later is left to its lease, as if this process had died.
   */
  async drain({ abortAfterMs }: { readonly abortAfterMs?: number } = {}): Promise<void> {
    this.draining = true;
    const settled = Promise.allSettled(this.inHand.keys());
    if (abortAfterMs === undefined) return void (await settled);
    const left = new Promise<void>((resolve) => {
      const abortAll = (): void => {
        this.inHand.forEach((abort) => abort.abort(new Error('draining')));
        cancel = this.clock.after(STOP_MS, resolve);
      };
      let cancel = this.clock.after(abortAfterMs, abortAll);
      void settled.then(() => (cancel(), resolve()));
    });
    await left;
  }

  private async sendAndSettle(hint: ClaimedBatch, abort: AbortController): Promise<void> {
    const askedAtMs = this.clock.now();
    const batch = await this.parts.store.begin(hint);
    if (!batch) return;
    const sentAtMs = this.clock.now();
    // Counted from before the lease was given, by our own clock: safe however the store's clock differs.
    const untilMs = askedAtMs + this.options.leaseMs * LEASE_SHARE_TO_SEND;
    const cancel = this.clock.after(untilMs - sentAtMs, () => abort.abort(new Error('lease nearly over')));
    const leaseUntilMs = askedAtMs + this.options.leaseMs;
    const behindMs = batch.leaseUntilMs - leaseUntilMs;
    const deadlineMs = batch.deadlineMs === null ? null : batch.deadlineMs - behindMs;
    const ours = { ...batch, leaseUntilMs, deadlineMs };
    const outcome = await this.send(ours, abort.signal).finally(cancel);
    const tookMs = this.clock.now() - sentAtMs;
    await this.untilOver(ours, outcome);
    const settlement = await this.parts.store.settle(hint, later(outcome, behindMs));
    await this.tell(() => this.parts.onAttempt?.(this.measure(batch, outcome, tookMs)));
    if (!settlement) return;
    await this.tell(() => this.parts.onSettled?.(settlement));
    await this.wakeAfter(settlement);
  }

  /** A try that may still be carried out when the window ends: nobody is given up before it is over. */
  private async untilOver({ deadlineMs, leaseUntilMs }: LeasedBatch, outcome: AttemptOutcome): Promise<void> {
    if (outcome.kind !== 'retry' || deadlineMs === null) return;
    const { overAtMs = -Infinity } = outcome;
    if (overAtMs < deadlineMs) return;
    const waitMs = Math.min(overAtMs, leaseUntilMs) - this.clock.now();
    await new Promise<void>((resolve) => this.clock.after(waitMs, resolve));
  }

  private untilLeaseEnds(work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(this.options.leaseMs, () => {
        this.parts.onError?.(new Error('a transport did not stop before its lease was over'), 'transport');
        resolve();
      });
      work.then(resolve, reject).finally(cancel);
    });
  }

  private measure(batch: LeasedBatch, outcome: AttemptOutcome, tookMs: number): AttemptMeasure {
    const { batchId, attempt, flowId, groupId, operation, items, sealedAtMs, leaseUntilMs } = batch;
    const waitedMs = leaseUntilMs - this.options.leaseMs - sealedAtMs;
    return {
      batchId,
      attempt,
      flowId,
      groupId,
      operation,
      items: items.count,
      outcome: outcome.kind,
      waitedMs,
      tookMs,
    };
  }

  private async send(batch: LeasedBatch, signal: AbortSignal): Promise<AttemptOutcome> {
    try {
      return await this.parts.transport.send(batch, signal);
    } catch (error) {
      this.parts.onError?.(error, 'transport');
      return { kind: 'retry', reason: 'TRANSPORT_THREW' };
    }
  }

  /** A place became free, or a blocker is gone: whoever waits for it is found by the dispatch. */
  private async wakeAfter({ batchId, attempt, flowId, state, notBeforeMs }: Settlement): Promise<void> {
    const { wake } = this.parts;
    if (state === 'READY' && notBeforeMs !== null) return wake.dispatch({ flowId }, notBeforeMs);
    if (state === 'WAITING' && notBeforeMs !== null)
      await wake.attempt({ batchId, attempt: attempt + 1 }, notBeforeMs);
    await wake.dispatch({ flowId });
  }

  private async tell(listener: () => void | Promise<void>): Promise<void> {
    try {
      await listener();
    } catch (error) {
      this.parts.onError?.(error, 'listener');
    }
  }
}
