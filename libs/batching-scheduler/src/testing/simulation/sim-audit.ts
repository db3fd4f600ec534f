import { strict as assert } from 'node:assert';

import { type LeasedBatch, type LedgerMovement, type Operation } from '../../model.ts';
import { keyAt } from '../../packed-items-edit.ts';
import { testKey } from '../test-items.ts';
import { type SimRemote } from './sim-remote.ts';

interface Word {
  readonly no: number;
  readonly itemId: string;
  readonly operation: Operation;
}

interface AuditedItem {
  outcome: 'pending' | 'synced' | 'errored';
  firstTriedMs: number | null;
}

/** What must be true whatever happens, told by somebody who only watches. Every item is a source of its own. */
export class SimAudit {
  readonly counts = { entered: 0, synced: 0, errored: 0, refused: 0 };
  private readonly items = new Map<string, AuditedItem>();
  private readonly words = new Map<string, Word[]>();
  private readonly written = new Set<Word>();

  constructor(private readonly nowMs: () => number) {}

  get pending(): number {
    return this.counts.entered - this.counts.synced - this.counts.errored;
  }

  /** Nothing is to be sent, and nothing can be brought back but what was refused for good. */
  get isQuiet(): boolean {
    return this.pending === 0 && this.counts.errored === this.counts.refused;
  }

  enter(groupId: string, itemId: string, operation: Operation, keys: readonly string[]): void {
    this.items.set(itemId, { outcome: 'pending', firstTriedMs: null });
    this.counts.entered++;
    for (const key of keys) {
      const own = this.wordsOn(groupId, testKey(key).toString('latin1'));
      own.push({ no: own.length, itemId, operation });
    }
  }

  tried({ items }: LeasedBatch): void {
    for (const id of items.ids) this.item(id).firstTriedMs ??= this.nowMs();
  }

  /** No later opposite word that stands may be written over. */
  wrote({ groupId, operation, items }: LeasedBatch): void {
    let k = 0;
    items.ids.forEach((itemId, i) => {
      for (let left = items.keyCounts[i] ?? 0; left > 0; left--, k++)
        this.wroteWord(this.wordsOn(groupId, keyAt(items, k)), itemId, operation);
    });
  }

  /** An outcome counts once, and nothing is given up before its time. */
  moved(
    { sourceId, from, to, count, reason }: LedgerMovement,
    retryWindowMs: number,
    parkedSinceMs: number,
  ): void {
    const item = this.item(sourceId);
    assert.deepEqual(
      [item.outcome, count],
      [from, 1],
      `${sourceId} moved from ${from}, but was ${item.outcome}`,
    );
    item.outcome = to;
    if (from !== 'pending') this.counts[from]--;
    if (to !== 'pending') this.counts[to]++;
    if (to === 'pending') item.firstTriedMs = null;
    if (to !== 'errored') return;
    if (reason === 'BAD_RECORD') this.counts.refused++;
    else
      assert.ok(
        this.nowMs() - Math.min(item.firstTriedMs ?? Infinity, parkedSinceMs) >= retryWindowMs,
        `${sourceId} was errored (${reason}) before its window was over`,
      );
  }

  /** Nothing is lost, and the other side holds every last word that was synced. */
  finish(remote: SimRemote): void {
    for (const [id, { outcome }] of this.items) assert.notEqual(outcome, 'pending', `${id} was lost`);
    for (const [place, words] of this.words) {
      const last = words.at(-1);
      const [groupId = '', key = ''] = splitPlace(place);
      if (last && this.item(last.itemId).outcome === 'synced')
        assert.equal(
          remote.has(groupId, key),
          last.operation === 'ADD',
          `the last word, of ${last.itemId}, does not stand`,
        );
    }
  }

  private wroteWord(words: readonly Word[], itemId: string, operation: Operation): void {
    const own = words.find((word) => word.itemId === itemId);
    assert.ok(own, `${itemId} never said this`);
    const later = words.find(
      (word) =>
        word.no > own.no &&
        word.operation !== operation &&
        this.written.has(word) &&
        this.item(word.itemId).outcome === 'synced',
    );
    assert.ok(!later, `${itemId} was written over the later ${later?.itemId}`);
    this.written.add(own);
  }

  private wordsOn(groupId: string, key: string): Word[] {
    const place = `${groupId}/${key}`;
    const words = this.words.get(place) ?? [];
    this.words.set(place, words);
    return words;
  }

  private item(id: string): AuditedItem {
    const item = this.items.get(id);
    assert.ok(item, `nobody entered ${id}`);
    return item;
  }
}

function splitPlace(place: string): readonly string[] {
  const slash = place.indexOf('/');
  return [place.slice(0, slash), place.slice(slash + 1)];
}

/** The most arrivals in any one second. */
export function mostInASecond(timesMs: readonly number[]): number {
  let most = 0;
  let first = 0;
  for (let last = 0; last < timesMs.length; last++) {
    while ((timesMs[last] ?? 0) - (timesMs[first] ?? 0) >= 1_000) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
