import { type AppendResult, type BatchStore } from './batch-store.port.ts';
import { BatchDispatcher, type BatchDispatcherParts } from './batch-dispatcher.ts';
import { InProcessWake } from './in-process-wake.ts';
import { LaneIntake } from './lane-intake.ts';
import { type Operation } from './model.ts';
import { type Item, packItems } from './packed-items.ts';
import { type WakePort } from './wake.port.ts';

/** What {@link Batching} is made of: the parts of a dispatcher, and how it is woken. */
export interface BatchingParts<Tx = unknown> extends Omit<BatchDispatcherParts, 'store' | 'wake'> {
  readonly store: BatchStore<Tx>;
  /** Hints between processes, which whoever passes them on has to follow. Default: timers of this process, which then sweeps as well. */
  readonly wake?: WakePort;
  /** How often this process sweeps, when it has no `wake`; in ms. Default 1,000. */
  readonly sweepEveryMs?: number;
  /** How long attempts in hand may go on after `close`, in ms, before their signals abort. Default 10,000. */
  readonly drainMs?: number;
}

/** Where items go: who they are counted for, through which flow, into which group, and what is done with them there. */
export interface Lane {
  readonly flowId: string;
  readonly groupId: string;
  readonly sourceId: string;
  readonly operation: Operation;
}

const SWEEP_EVERY_MS = 1_000;
const DRAIN_MS = 10_000;

/**
 * All parts put together: items in, requests out, until it is closed. Who needs them apart (items inside a transaction of
 * their own, senders in other processes than takers) finds them as `intake` and `dispatcher`.
 *
 * @example
 * const batching = new Batching({ store: new MemoryBatchStore(), transport }).start();
 * await batching.add({ flowId: 'mail', groupId: 'news', operation: 'ADD', sourceId: 'shop' }, [{ id: 'ann', data: '{}' }]);
 * await batching.close();
 */
export class Batching<Tx = unknown> {
  /** The way in: append inside your transaction, wake after its commit. */
  readonly intake: LaneIntake<Tx>;
  /** What hints lead to. */
  readonly dispatcher: BatchDispatcher;
  private readonly timers: InProcessWake | null;

  constructor(private readonly parts: BatchingParts<Tx>) {
    const { store, clock, onError } = parts;
    this.timers = parts.wake
      ? null
      : new InProcessWake({ ...(clock ? { clock } : {}), onError: (error) => onError?.(error, 'hint') });
    const wake = (parts.wake ?? this.timers) as WakePort;
    this.dispatcher = new BatchDispatcher({ ...parts, wake });
    this.intake = new LaneIntake({ store, wake });
  }

  /** Begins to send, what an earlier process left in the store included. */
  start(): this {
    this.timers?.start(this.dispatcher, { sweepEveryMs: this.parts.sweepEveryMs ?? SWEEP_EVERY_MS });
    return this;
  }

  /**
   * Takes items, in a transaction of its own; they are safe when it answers.
   * @throws {SchedulerError} `INVALID_ITEMS` or `INVALID_REQUEST`, naming the field; then nothing was taken.
   */
  async add(lane: Lane, items: Iterable<Item>): Promise<AppendResult> {
    const appended = await this.intake.append([{ ...lane, items: packItems(items) }]);
    await this.intake.wake(appended);
    return appended;
  }

  /** Takes nothing new, waits for the attempts in hand, and forgets every timer. What was not sent stays in the store. */
  async close(): Promise<void> {
    this.timers?.stop();
    await this.dispatcher.drain({ abortAfterMs: this.parts.drainMs ?? DRAIN_MS });
  }
}
