import { type LeasedBatch, type Operation } from '../../src/index.ts';
import { keyAt } from '../../src/packed-items-edit.ts';

/** The other side: a set of keys for each group, and what was written to it, in order. */
export class Remote {
  private readonly members = new Map<string, Set<string>>();

  apply({ groupId, operation, items }: LeasedBatch): void {
    const set = this.of(groupId);
    for (let k = 0; k < items.keyTags.length; k++)
      if (operation === 'ADD') set.add(keyAt(items, k));
      else set.delete(keyAt(items, k));
  }

  has(groupId: string, key: string): boolean {
    return this.of(groupId).has(key);
  }

  private of(groupId: string): Set<string> {
    const set = this.members.get(groupId) ?? new Set();
    this.members.set(groupId, set);
    return set;
  }
}

/** One item's word on one key: later words have greater numbers. */
export interface Word {
  readonly no: number;
  readonly groupId: string;
  readonly key: string;
  readonly operation: Operation;
  readonly itemId: string;
}
