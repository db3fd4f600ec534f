interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time that stands still until the spec moves it. Fits the clock port of every library here. */
export class FakeClock {
  private readonly timers = new Set<Timer>();

  /** @param time milliseconds since 1970; default 2026-01-01 UTC */
  constructor(private time = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.time;
  }

  /** Runs something once, when the time has been moved past it; the answer cancels it. */
  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.time + Math.max(0, delayMs), run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Timers that have not run yet. */
  get pending(): number {
    return this.timers.size;
  }

  /** Moves time and runs what falls due on the way, in order; what that starts on promises gets its turn, too. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (let next = this.nextDue(end); next; next = this.nextDue(end)) {
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.run();
      await settle();
    }
    this.time = end;
  }

  private nextDue(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) if (timer.at <= end && (!next || timer.at < next.at)) next = timer;
    return next;
  }
}

/** Lets every promise that can go on, go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
