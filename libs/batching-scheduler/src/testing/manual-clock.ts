import { type Clock } from '../clock.ts';

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  private readonly timers = new Set<Timer>();
  private order = 0;

  constructor(private nowMs = Date.UTC(2024, 0, 1)) {}

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.nowMs + Math.max(0, delayMs), order: this.order++, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** When the next timer rings; null when none is set. */
  nextMs(): number | null {
    return this.next()?.atMs ?? null;
  }

  /** Moves on, ringing what falls due on the way, each at its own time. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (let timer = this.next(); timer && timer.atMs <= untilMs; timer = this.next()) {
      this.timers.delete(timer);
      this.nowMs = Math.max(this.nowMs, timer.atMs);
      timer.callback();
    }
    this.nowMs = untilMs;
  }

  private next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers)
      if (!first || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order))
        first = timer;
    return first;
  }
}
