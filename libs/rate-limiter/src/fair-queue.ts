/** Those who wait, by who they wait for: the parties take turns, and within one the first come is the first served. */
export class FairQueue<T extends { readonly party: string }> {
  /** Parties in the order of their turns; none is empty. */
  private readonly parties = new Map<string, Set<T>>();
  private waiting = 0;

  get size(): number {
    return this.waiting;
  }

  /** Whose turn it is. */
  get head(): T | undefined {
    const [members] = this.parties.values();
    const [first] = members ?? [];
    return first;
  }

  push(item: T): void {
    const members = this.parties.get(item.party);
    if (members) members.add(item);
    else this.parties.set(item.party, new Set([item]));
    this.waiting += 1;
  }

  /** Takes one out, wherever it stands; false when it is not there. */
  remove(item: T): boolean {
    const members = this.parties.get(item.party);
    if (!members?.delete(item)) return false;
    if (members.size === 0) this.parties.delete(item.party);
    this.waiting -= 1;
    return true;
  }

  /** Takes out the one whose turn it was: its party goes to the end. */
  serve(item: T): boolean {
    if (!this.remove(item)) return false;
    const members = this.parties.get(item.party);
    if (members && this.parties.delete(item.party)) this.parties.set(item.party, members);
    return true;
  }

  /** Takes out all that `isLeaving` says, in the order of their parties. */
  removeWhere(isLeaving: (item: T) => boolean): readonly T[] {
    const leaving = [...this.parties.values()].flatMap((members) => [...members].filter(isLeaving));
    for (const item of leaving) this.remove(item);
    return leaving;
  }
}
