/** Slots of one window: those that are out, and those answered, oldest first. */
export class MemoryWindow {
  private readonly out = new Map<string, { cost: number; leaseEndMs: number }>();
  private readonly answered = new Map<string, { cost: number; atMs: number }>();
  private usedUnits = 0;
  private lastAnswerAtMs = Number.NEGATIVE_INFINITY;
  /** No lease ends before this; spares a walk over all that are out. */
  private nextLeaseEndMs = Number.POSITIVE_INFINITY;

  get used(): number {
    return this.usedUnits;
  }

  get isEmpty(): boolean {
    return this.usedUnits === 0;
  }

  /** When the newest slot was answered; infinity when some are still out. */
  get newestAtMs(): number {
    return this.out.size > 0 ? Number.POSITIVE_INFINITY : this.lastAnswerAtMs;
  }

  add(id: string, cost: number, leaseEndMs: number): void {
    this.out.set(id, { cost, leaseEndMs });
    this.nextLeaseEndMs = Math.min(this.nextLeaseEndMs, leaseEndMs);
    this.usedUnits += cost;
  }

  /** True when the slot was still held. A late or lost one is held again: its answer proves that it was just used. */
  settle(id: string, cost: number, nowMs: number): boolean {
    const wasOut = this.out.delete(id);
    if (!wasOut && this.answered.has(id)) return false;
    if (!wasOut) this.usedUnits += cost;
    this.answered.set(id, { cost, atMs: nowMs });
    this.lastAnswerAtMs = nowMs;
    return wasOut;
  }

  release(id: string): void {
    this.usedUnits -= this.out.get(id)?.cost ?? 0;
    this.out.delete(id);
  }

  /** Forgets slots answered before `answeredUntilMs`, and those whose lease ended before `leasedUntilMs`. */
  prune(answeredUntilMs: number, leasedUntilMs: number): void {
    for (const [id, { cost, atMs }] of this.answered) {
      if (atMs > answeredUntilMs) break;
      this.answered.delete(id);
      this.usedUnits -= cost;
    }
    if (this.nextLeaseEndMs <= leasedUntilMs) this.pruneLeases(leasedUntilMs);
  }

  /** When the last of the `units` that free next was answered; infinity when so many were not answered yet. */
  answeredAtOf(units: number): number {
    let missing = units;
    for (const { cost, atMs } of this.answered.values()) {
      missing -= cost;
      if (missing <= 0) return atMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  private pruneLeases(leasedUntilMs: number): void {
    let next = Number.POSITIVE_INFINITY;
    for (const [id, { leaseEndMs }] of this.out) {
      if (leaseEndMs <= leasedUntilMs) this.release(id);
      else next = Math.min(next, leaseEndMs);
    }
    this.nextLeaseEndMs = next;
  }
}
