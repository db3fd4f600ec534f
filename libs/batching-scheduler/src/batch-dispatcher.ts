import { type BatchStore, type ClaimedBatch, type SweepResult } from './batch-store.port.ts';
import { type Clock, systemClock } from './clock.ts';
import { type AttemptOutcome, type LeasedBatch, type LedgerMovement, type Settlement } from './model.ts';
import { resolveOptions, type SchedulerOptions } from './options.ts';
import { type Transport } from './transport.port.ts';
import { type WakePort } from './wake.port.ts';

export interface BatchDispatcherParts {
  readonly store: BatchStore;
  readonly transport: Transport;
  readonly wake: WakePort;
  /** The same options as the store's. */
  readonly options?: Partial<SchedulerOptions>;
  readonly clock?: Clock;
  /** After an outcome was counted, and committed. */
  readonly onSettled?: (settlement: Settlement) => void | Promise<void>;
  /** After items were settled without an attempt: at a window's end, or by the sweep. */
  readonly onMoved?: (movements: readonly LedgerMovement[]) => void | Promise<void>;
  /** Told of what was survived: a transport that threw, a listener that failed, a hint of this process that led to nothing. */
  readonly onError?: (error: unknown, where: 'transport' | 'listener' | 'hint') => void;
}

/** A sender stops this share of the lease before its end, so that nothing is in the air when somebody else begins. */
const LEASE_SHARE_TO_SEND = 5 / 6;

/** An outcome by a clock that is so much ahead: the transport looks at ours, the store has its own. */
function later(outcome: AttemptOutcome, ms: number): AttemptOutcome {
  if (outcome.kind === 'deferred') return { ...outcome, untilMs: outcome.untilMs + ms };
  if (outcome.kind !== 'retry' || outcome.notBeforeMs === undefined) return outcome;
  return { ...outcome, notBeforeMs: outcome.notBeforeMs + ms };
}

/** What the hints of a {@link WakePort} lead to. Every method may be called twice, late, or by several processes at once. */
export class BatchDispatcher {
  private readonly options: SchedulerOptions;
  private readonly clock: Clock;
  private readonly inHand = new Map<Promise<void>, AbortController>();
  private draining = false;

  constructor(private readonly parts: BatchDispatcherParts) {
    this.options = resolveOptions(parts.options);
    this.clock = parts.clock ?? systemClock;
  }

  /** Seals a window that is due. */
  async sealWindow({ groupId }: { readonly groupId: string }): Promise<void> {
    const sealed = await this.parts.store.sealWindow(groupId);
    if (!sealed) return;
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

  /** Sends one batch, when it is still ours to send, and counts what became of it. */
  async attempt(hint: ClaimedBatch): Promise<void> {
    if (this.draining) return;
    const abort = new AbortController();
    const work = this.sendAndSettle(hint, abort);
    this.inHand.set(work, abort);
    try {
      await work;
    } finally {
      this.inHand.delete(work);
    }
  }

  /** Finds what no hint points at. Call it every few seconds, in as many processes as you like. */
  async sweep(limit = 500): Promise<SweepResult> {
    const found = await this.parts.store.sweep(limit);
    const { wake, onMoved } = this.parts;
    if (found.movements.length > 0) await this.tell(() => onMoved?.(found.movements));
    await Promise.all(
      found.dueGroupIds.map((groupId) => wake.sealWindow({ groupId, windowId: 'swept' }, this.clock.now())),
    );
    await Promise.all(found.flowIds.map((flowId) => wake.dispatch({ flowId })));
    return found;
  }

  /** Takes nothing new, and answers when the attempts in hand are settled. After `abortAfterMs` they are told to stop. */
  async drain({ abortAfterMs }: { readonly abortAfterMs?: number } = {}): Promise<void> {
    this.draining = true;
    const abortAll = () => this.inHand.forEach((abort) => abort.abort(new Error('draining')));
    const cancel = abortAfterMs === undefined ? () => undefined : this.clock.after(abortAfterMs, abortAll);
    await Promise.allSettled(this.inHand.keys());
    cancel();
  }

  private async sendAndSettle(hint: ClaimedBatch, abort: AbortController): Promise<void> {
    const askedAtMs = this.clock.now();
    const batch = await this.parts.store.begin(hint);
    if (!batch) return;
    // Counted from before the lease was given, by our own clock: safe however the store's clock differs.
    const untilMs = askedAtMs + this.options.leaseMs * LEASE_SHARE_TO_SEND;
    const cancel = this.clock.after(untilMs - this.clock.now(), () =>
      abort.abort(new Error('lease nearly over')),
    );
    const ours = { ...batch, leaseUntilMs: askedAtMs + this.options.leaseMs };
    const outcome = await this.send(ours, abort.signal).finally(cancel);
    const settlement = await this.parts.store.settle(
      hint,
      later(outcome, batch.leaseUntilMs - ours.leaseUntilMs),
    );
    if (!settlement) return;
    await this.tell(() => this.parts.onSettled?.(settlement));
    await this.wakeAfter(settlement);
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
