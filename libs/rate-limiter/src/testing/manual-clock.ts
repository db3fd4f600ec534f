import { type Clock } from '../clock.ts';

interface Timer {
  readonly atMs: number;
  readonly run: () => void;
}

/** Promises that are ready get their turn before time goes on. */
const settlePromises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock that moves only when told to. */
export class ManualClock implements Clock {
  private readonly timers = new Set<Timer>();

  constructor(private nowMs = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { atMs: this.nowMs + delayMs, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Resolves `delayMs` later on this clock. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Lets `ms` pass, running what falls due in order. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await settlePromises();
    for (let next = this.nextDue(untilMs); next; next = this.nextDue(untilMs)) {
      this.nowMs = Math.max(this.nowMs, next.atMs);
      this.timers.delete(next);
      next.run();
      await settlePromises();
    }
    this.nowMs = untilMs;
  }

  /** Moves the clock alone, as a correction of the machine's time does; nothing runs. */
  step(ms: number): void {
    this.nowMs += ms;
  }

  private nextDue(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers)
      if (timer.atMs <= untilMs && (!next || timer.atMs < next.atMs)) next = timer;
    return next;
  }
}
