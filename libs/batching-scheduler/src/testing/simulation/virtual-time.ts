import { ManualClock } from '../manual-clock.ts';

/** Hours in milliseconds: moves the clock from timer to timer, and lets every promise run in between. */
export class VirtualTime {
  readonly clock = new ManualClock();

  /** Until nothing is left to happen before `untilMs` (epoch ms), or `isOver` says so. */
  async run(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    for (;;) {
      await everyPromise();
      const next = this.clock.nextMs();
      if (isOver()) return;
      if (next === null || next > untilMs) break;
      this.clock.advance(next - this.clock.now());
    }
    if (untilMs > this.clock.now()) this.clock.advance(untilMs - this.clock.now());
    await everyPromise();
  }

  /** Answers after `ms` of this time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(ms, resolve));
  }
}

/** An immediate runs when no promise is left that could go on. */
function everyPromise(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
