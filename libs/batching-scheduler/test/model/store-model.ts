import { strict as assert } from 'node:assert';

import {
  type AttemptOutcome,
  type ClaimedBatch,
  type LeasedBatch,
  type LedgerMovement,
  type LedgerPort,
  type Operation,
} from '../../src/index.ts';
import { keyAt } from '../../src/packed-items-edit.ts';
import { packItems } from '../../src/packed-items.ts';
import { ManualClock, testKey, type TestedStore } from '../../src/testing/index.ts';
import { Remote, type Word } from './remote.ts';

export const OPTIONS = {
  flushIntervalMs: 5_000,
  maxItems: 4,
  maxInFlightPerGroup: 3,
  maxInFlightPerFlow: 4,
  leaseMs: 60_000,
  claimLeaseMs: 10_000,
  retryWindowMs: 3_600_000,
  backoffMinMs: 1_000,
  backoffMaxMs: 60_000,
};

interface ModelItem {
  readonly groupId: string;
  outcome: 'pending' | 'synced' | 'errored';
  /** Since it was entered or brought back. */
  firstBegunMs: number | null;
}

export interface NewItem {
  readonly operation: Operation;
  readonly keys: readonly string[];
}

/**
 * What a store must come to, told in the simplest way: every item is a source of its own, so the ledger says what became
 * of each; words on a key are numbered; the other side is a set. Every promise is looked at after every step.
 */
export class StoreModel {
  readonly clock = new ManualClock();
  readonly remote = new Remote();
  readonly claimed: ClaimedBatch[] = [];
  readonly leased: LeasedBatch[] = [];
  readonly late: ClaimedBatch[] = [];
  readonly delivered: { readonly batch: ClaimedBatch; readonly outcome: AttemptOutcome }[] = [];
  private readonly items = new Map<string, ModelItem>();
  private readonly words: Word[] = [];
  private readonly written = new Set<number>();
  private readonly parkedSinceMs = new Map<string, number>();
  private made: TestedStore | null = null;

  /** Not awaited inside the store's transaction: it only looks and remembers. */
  readonly ledger: LedgerPort = {
    record: (movements) => {
      movements.forEach((movement) => this.move(movement));
      return Promise.resolve();
    },
  };

  use(store: TestedStore): void {
    this.made = store;
  }

  get store(): TestedStore {
    assert.ok(this.made);
    return this.made;
  }

  async append(flowId: string, groupId: string, items: readonly NewItem[]): Promise<void> {
    const requests = items.map(({ operation, keys }) => {
      const itemId = `i${this.items.size}`;
      this.items.set(itemId, { groupId, outcome: 'pending', firstBegunMs: null });
      const bytes = keys.map(testKey);
      for (const key of bytes)
        this.words.push({ no: this.words.length, groupId, key: key.toString('latin1'), operation, itemId });
      return {
        flowId,
        groupId,
        operation,
        sourceId: itemId,
        items: packItems([{ id: itemId, keys: bytes }]),
      };
    });
    const { opened } = await this.store.append(requests);
    for (const window of opened) assert.ok(window.sealAtMs <= this.clock.now() + OPTIONS.flushIntervalMs);
  }

  async begin(batch: ClaimedBatch): Promise<void> {
    const leased = await this.store.begin(batch);
    if (!leased) return;
    const isTwice = this.leased.some((other) => other.batchId === leased.batchId);
    assert.ok(!isTwice, 'a batch is leased to two senders');
    assert.ok(leased.items.count <= OPTIONS.maxItems, 'no request holds more than its limit');
    for (const id of leased.items.ids) {
      const item = this.item(id);
      item.firstBegunMs ??= this.clock.now();
    }
    this.noConflictInFlight(leased);
    this.leased.push(leased);
  }

  /** The request arrives, within the lease. */
  arrive(batch: LeasedBatch): void {
    const words = this.wordsOf(batch);
    for (const word of words) this.checkNotOverruled(word);
    for (const word of words) this.written.add(word.no);
    this.remote.apply(batch);
  }

  async deliver(batch: ClaimedBatch, outcome: AttemptOutcome): Promise<void> {
    const settlement = await this.store.settle(batch, outcome);
    this.delivered.push({ batch, outcome });
    const at = this.leased.findIndex(
      (leased) => leased.batchId === batch.batchId && leased.attempt === batch.attempt,
    );
    if (at >= 0) this.leased.splice(at, 1);
    if (settlement?.hold)
      this.parked(settlement.hold.scope === 'flow' ? settlement.flowId : settlement.groupId);
  }

  async hold(scope: { flowId: string } | { groupId: string }): Promise<void> {
    await this.store.hold(scope, 'PAUSED');
    this.parked('flowId' in scope ? scope.flowId : scope.groupId);
  }

  async resume(scope: { flowId: string } | { groupId: string }): Promise<void> {
    await this.store.resume(scope);
    this.parkedSinceMs.delete('flowId' in scope ? scope.flowId : scope.groupId);
  }

  async sweep(): Promise<void> {
    await this.store.sweep(100);
  }

  /** Senders that took too long: their requests had arrived in time, their outcomes come late or never. */
  expireLeases(): void {
    for (const batch of this.leased.filter((leased) => leased.leaseUntilMs <= this.clock.now())) {
      this.leased.splice(this.leased.indexOf(batch), 1);
      this.arrive(batch);
      this.late.push({ batchId: batch.batchId, attempt: batch.attempt });
    }
  }

  /** Items by outcome equal what the batches say, at every moment. */
  async check(groups: readonly string[]): Promise<void> {
    for (const groupId of groups) {
      const told = { pending: 0, synced: 0, errored: 0 };
      for (const item of this.items.values()) if (item.groupId === groupId) told[item.outcome]++;
      const counted = { pending: 0, synced: 0, errored: 0 };
      for (const batch of await this.store.listBatches(groupId)) {
        if (batch.state === 'SPLIT') continue;
        counted[batch.state === 'SYNCED' ? 'synced' : batch.state === 'ERRORED' ? 'errored' : 'pending'] +=
          batch.items;
      }
      assert.deepEqual(counted, told, `the ledger and the batches of ${groupId} disagree`);
    }
  }

  /** Nothing is pending, and the other side holds the last word on every key, where that was written at all. */
  checkEnd(): void {
    for (const [id, item] of this.items) assert.notEqual(item.outcome, 'pending', `${id} is still pending`);
    const last = new Map(this.words.map((word) => [`${word.groupId}/${word.key}`, word]));
    for (const { groupId, key, itemId, operation } of last.values())
      if (this.item(itemId).outcome === 'synced')
        assert.equal(
          this.remote.has(groupId, key),
          operation === 'ADD',
          `the last word of ${itemId} does not stand`,
        );
  }

  get erroredIds(): readonly string[] {
    return [...this.items].filter(([, item]) => item.outcome === 'errored').map(([id]) => id);
  }

  private parked(id: string): void {
    if (!this.parkedSinceMs.has(id)) this.parkedSinceMs.set(id, this.clock.now());
  }

  private move({ sourceId, from, to, count, reason }: LedgerMovement): void {
    const item = this.item(sourceId);
    assert.deepEqual(
      [item.outcome, count],
      [from, 1],
      `${sourceId} is counted as ${item.outcome}, moved from ${from}`,
    );
    item.outcome = to;
    if (to === 'errored' && reason !== 'BAD_RECORD') this.checkWindowOver(sourceId, item);
    if (to === 'pending') item.firstBegunMs = null;
  }

  private checkWindowOver(id: string, item: ModelItem): void {
    const since = Math.min(item.firstBegunMs ?? Infinity, ...this.parkedSinceMs.values());
    assert.ok(
      this.clock.now() - since >= OPTIONS.retryWindowMs,
      `${id} was errored before its window was over`,
    );
  }

  /** A later opposite word that was written, and accepted, stands. */
  private checkNotOverruled(word: Word): void {
    const overruling = this.words.find(
      (later) =>
        later.no > word.no &&
        later.key === word.key &&
        later.groupId === word.groupId &&
        later.operation !== word.operation &&
        this.written.has(later.no) &&
        this.item(later.itemId).outcome === 'synced',
    );
    assert.ok(!overruling, `${word.itemId} was written after the later ${overruling?.itemId}`);
  }

  private noConflictInFlight(batch: LeasedBatch): void {
    const keys = new Set(this.keysOf(batch));
    for (const other of this.leased)
      if (
        other.groupId === batch.groupId &&
        other.operation !== batch.operation &&
        other.leaseUntilMs > this.clock.now()
      )
        assert.ok(
          !this.keysOf(other).some((key) => keys.has(key)),
          'opposite words on one key are in flight together',
        );
  }

  private keysOf({ items }: LeasedBatch): readonly string[] {
    return Array.from(items.keyTags, (_, k) => keyAt(items, k));
  }

  private wordsOf(batch: LeasedBatch): readonly Word[] {
    const keys = new Set(this.keysOf(batch));
    const ids = new Set(batch.items.ids);
    return this.words.filter((word) => ids.has(word.itemId) && keys.has(word.key) && this.holds(batch, word));
  }

  /** The item still has this key: it may have been struck from it, and left to another item of the batch. */
  private holds({ items }: LeasedBatch, word: Word): boolean {
    let key = 0;
    for (let i = 0; i < items.count; i++)
      for (let k = items.keyCounts[i] ?? 0; k > 0; k--, key++)
        if (items.ids[i] === word.itemId && keyAt(items, key) === word.key) return true;
    return false;
  }

  private item(id: string): ModelItem {
    const item = this.items.get(id);
    assert.ok(item, `unknown item ${id}`);
    return item;
  }
}
