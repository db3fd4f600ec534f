import {
  type AttemptOutcome,
  BatchDispatcher,
  InProcessWake,
  LaneIntake,
  type LeasedBatch,
  type LedgerMovement,
  MemoryBatchStore,
  type Operation,
  type PackedItems,
  type SchedulerOptions,
  type Settlement,
} from '../../src/index.ts';
import { testItems } from '../../src/testing/index.ts';
import { VirtualTime } from '../../src/testing/simulation/virtual-time.ts';

export interface Sent {
  readonly atMs: number;
  readonly batch: LeasedBatch;
}

/** The whole scheduler in one process on virtual time; the other side answers as a test says. */
export class SchedulerStage {
  readonly time = new VirtualTime();
  readonly startMs = this.time.clock.now();
  readonly sent: Sent[] = [];
  readonly settled: Settlement[] = [];
  readonly movements: (LedgerMovement & { readonly atMs: number })[] = [];
  readonly errors: unknown[] = [];
  readonly store: MemoryBatchStore;
  readonly dispatcher: BatchDispatcher;
  readonly wake: InProcessWake;
  private readonly intake: LaneIntake;

  constructor(
    answer: (batch: LeasedBatch, signal: AbortSignal) => AttemptOutcome | Promise<AttemptOutcome>,
    options: Partial<SchedulerOptions> = {},
  ) {
    const { clock } = this.time;
    const ledger = { record: (moved: readonly LedgerMovement[]) => Promise.resolve(this.record(moved)) };
    this.store = new MemoryBatchStore({ options, clock, ledger, random: () => 0.5 });
    const onError = (error: unknown) => this.errors.push(error);
    this.wake = new InProcessWake({ clock, onError });
    const transport = {
      send: async (batch: LeasedBatch, signal: AbortSignal) => {
        this.sent.push({ atMs: clock.now(), batch });
        return answer(batch, signal);
      },
    };
    const { store, wake } = this;
    const onSettled = (settlement: Settlement) => void this.settled.push(settlement);
    this.dispatcher = new BatchDispatcher({ store, transport, wake, options, clock, onSettled, onError });
    this.intake = new LaneIntake({ store, wake });
    this.wake.start(this.dispatcher, { sweepEveryMs: 60_000 });
  }

  async append(operation: Operation, items: PackedItems | readonly string[], groupId = 'g'): Promise<void> {
    const packed = 'count' in items ? items : testItems(...items);
    await this.intake.wake(
      await this.intake.append([{ flowId: 'f', groupId, operation, sourceId: groupId, items: packed }]),
    );
  }

  /** Until so much time has gone by since the start. */
  runTo(ms: number): Promise<void> {
    return this.time.run(this.startMs + ms);
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { to, count } of this.movements) counts[to] = (counts[to] ?? 0) + count;
    return counts;
  }

  private record(moved: readonly LedgerMovement[]): void {
    for (const movement of moved)
      this.movements.push({ ...movement, atMs: this.time.clock.now() - this.startMs });
  }
}
