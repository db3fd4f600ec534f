import assert from 'node:assert/strict';

import { type BatchInspector } from '../../batch-inspector.port.ts';
import {
  type AppendResult,
  type BatchStore,
  type ClaimedBatch,
  type LedgerPort,
} from '../../batch-store.port.ts';
import {
  type AttemptOutcome,
  type LeasedBatch,
  type LedgerMovement,
  type Operation,
  type SettledAttempt,
  type Settlement,
} from '../../model.ts';
import { type SchedulerOptions } from '../../options.ts';
import { type PackedItems } from '../../packed-items.ts';
import { keyAt } from '../../packed-items-edit.ts';
import { ManualClock } from '../manual-clock.ts';
import { testItems, testKey } from '../test-items.ts';

/** A store under test: what it keeps, and what can be asked of it. */
export type TestedStore = BatchStore & BatchInspector;

/** What the suite gives to every store that it makes. */
export interface StoreParts {
  readonly options: Partial<SchedulerOptions>;
  readonly ledger: LedgerPort;
  readonly clock: ManualClock;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Makes an empty store, of its own for every case. */
export type MakeStore = (parts: StoreParts) => Promise<TestedStore>;

export const ACCEPTED: AttemptOutcome = { kind: 'accepted' };
export const RETRY: AttemptOutcome = { kind: 'retry', reason: 'BUSY' };

const OPTIONS: Partial<SchedulerOptions> = { flushIntervalMs: 5_000, maxItems: 10, claimLeaseMs: 10_000 };

/** A store with everything around it that a case needs, in the words of a case. */
export class StoreWorld {
  readonly clock = new ManualClock();
  readonly recorded: LedgerMovement[] = [];
  readonly attempts: SettledAttempt[] = [];
  /** What the ledger throws instead of recording. */
  ledgerFault: Error | null = null;

  private constructor(private made: TestedStore | null) {}

  static async make(makeStore: MakeStore, options: Partial<SchedulerOptions> = {}): Promise<StoreWorld> {
    const world = new StoreWorld(null);
    const ledger: LedgerPort = { record: (movements, _tx, attempts) => world.record(movements, attempts) };
    const random = () => 0.5;
    world.made = await makeStore({ options: { ...OPTIONS, ...options }, ledger, clock: world.clock, random });
    return world;
  }

  get store(): TestedStore {
    assert.ok(this.made);
    return this.made;
  }

  /** Adds items of source `s` to a lane of group `g`, flow `f`, unless said otherwise. */
  async append(
    operation: Operation,
    items: PackedItems | readonly string[],
    { flowId = 'f', groupId = 'g', sourceId = 's' } = {},
  ): Promise<AppendResult> {
    const packed = 'count' in items ? items : testItems(...items);
    return this.store.append([{ flowId, groupId, operation, sourceId, items: packed }]);
  }

  /** Lets the window pass, and seals it. */
  async seal(groupId = 'g', afterMs = 5_000) {
    this.clock.advance(afterMs);
    return this.store.sealWindow(groupId);
  }

  /** Appends, and seals the window: a batch that may leave. */
  async sealed(operation: Operation, items: PackedItems | readonly string[], lane = {}): Promise<void> {
    await this.append(operation, items, lane);
    await this.seal((lane as { groupId?: string }).groupId);
  }

  claim(flowId = 'f', limit = 100): Promise<readonly ClaimedBatch[]> {
    return this.store.claim(flowId, limit);
  }

  async begin(claimed: ClaimedBatch | undefined): Promise<LeasedBatch> {
    assert.ok(claimed, 'expected a claimed batch');
    const leased = await this.store.begin(claimed);
    assert.ok(leased, 'expected to begin');
    return leased;
  }

  /** Claims and begins everything that may leave now. */
  async takeAll(flowId = 'f'): Promise<readonly LeasedBatch[]> {
    const taken: LeasedBatch[] = [];
    for (const claimed of await this.claim(flowId)) taken.push(await this.begin(claimed));
    return taken;
  }

  /** Claims and begins the only batch that may leave. */
  async takeOne(flowId = 'f'): Promise<LeasedBatch> {
    const taken = await this.takeAll(flowId);
    assert.equal(taken.length, 1, 'expected exactly one batch to leave');
    return taken[0] as LeasedBatch;
  }

  async settle(batch: ClaimedBatch, outcome: AttemptOutcome): Promise<Settlement> {
    const settlement = await this.store.settle(batch, outcome);
    assert.ok(settlement, 'expected the outcome to count');
    return settlement;
  }

  /** Sends everything until nothing may leave any more; answers what was written, request by request. */
  async sendAll(flowId = 'f'): Promise<readonly LeasedBatch[]> {
    const sent: LeasedBatch[] = [];
    for (let batches = await this.takeAll(flowId); batches.length > 0; batches = await this.takeAll(flowId))
      for (const batch of batches) {
        sent.push(batch);
        await this.settle(batch, ACCEPTED);
      }
    return sent;
  }

  /** Items a source has in each outcome, as the ledger was told; `entered` is what was appended for it. */
  counts(sourceId: string, entered: number): Record<'pending' | 'synced' | 'errored', number> {
    const counts = { pending: entered, synced: 0, errored: 0 };
    for (const movement of this.recorded)
      if (movement.sourceId === sourceId) {
        counts[movement.from] -= movement.count;
        counts[movement.to] += movement.count;
      }
    return counts;
  }

  async states(groupId = 'g'): Promise<readonly string[]> {
    return (await this.store.listBatches(groupId)).map((batch) => batch.state);
  }

  private record(movements: readonly LedgerMovement[], attempts: readonly SettledAttempt[]): Promise<void> {
    if (this.ledgerFault) return Promise.reject(this.ledgerFault);
    this.recorded.push(...movements);
    this.attempts.push(...attempts);
    return Promise.resolve();
  }
}

/** The keys of a batch, by the words they were made from. */
export function wordsOf(items: PackedItems, vocabulary: readonly string[]): readonly string[] {
  const words = new Map(vocabulary.map((word) => [testKey(word).toString('latin1'), word]));
  return Array.from(items.keyTags, (_, key) => words.get(keyAt(items, key)) ?? '?');
}
