/** The strictest way to count: at most `limit` in any stretch of `periodMs`, wherever it begins. */
export class SlidingCount {
  private readonly admittedAtMs: number[] = [];

  constructor(
    private readonly limit: number,
    private readonly periodMs: number,
  ) {}

  /** Counts and answers true when one more fits. Times must not decrease. */
  admit(nowMs: number): boolean {
    while (this.admittedAtMs[0] !== undefined && this.admittedAtMs[0] <= nowMs - this.periodMs)
      this.admittedAtMs.shift();
    if (this.admittedAtMs.length >= this.limit) return false;
    this.admittedAtMs.push(nowMs);
    return true;
  }
}
