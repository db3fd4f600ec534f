import { type TimingClock } from './clock.ts';
import { FairQueue } from './fair-queue.ts';
import { type Deferred, type Permit } from './rate-limiter.ts';

/** Somebody in line. */
export interface Waiter {
  /** Who takes turns with the others in line. */
  readonly party: string;
  readonly deadlineMs: number;
  readonly attempt: () => Promise<Permit | Deferred>;
  readonly resolve: (outcome: Permit | Deferred) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Parties take turns, and within one it is first come, first served: only the head of the line asks the store, and sleeps until a slot can be free. Whoever
 * cannot be served before its deadline leaves at once.
 */
export class WaitingLine {
  private readonly waiters = new FairQueue<Waiter>();
  private running = false;
  private blocked: { readonly untilMs: number; readonly outcome: Deferred } | undefined;
  private endPause: (() => void) | undefined;
  /** A slot came back while the head was asking: its answer may be older than that. */
  private woken = false;

  constructor(
    private readonly clock: TimingClock,
    private readonly onEmpty: () => void,
  ) {}

  join(waiter: Waiter): void {
    this.waiters.push(waiter);
    this.dismissLate();
    if (!this.running) void this.serve();
  }

  /** Takes a waiter out; false when it is not in line any more. */
  leave(waiter: Waiter): boolean {
    const wasHead = this.waiters.head === waiter;
    if (!this.waiters.remove(waiter)) return false;
    if (wasHead) this.wake();
    return true;
  }

  /** A slot may be free earlier than thought. */
  wake(): void {
    this.woken = true;
    this.endPause?.();
  }

  rejectAll(reason: Error): void {
    for (const waiter of this.waiters.removeWhere(() => true)) waiter.reject(reason);
    this.wake();
  }

  private async serve(): Promise<void> {
    this.running = true;
    for (let { head } = this.waiters; head; { head } = this.waiters) await this.serveHead(head);
    this.running = false;
    this.onEmpty();
  }

  private async serveHead(head: Waiter): Promise<void> {
    this.woken = false;
    try {
      const outcome = await head.attempt();
      if (outcome.kind === 'deferred') await this.pause(outcome);
      else if (this.waiters.serve(head)) head.resolve(outcome);
      else await outcome.release();
    } catch (error) {
      if (this.waiters.serve(head)) head.reject(error as Error);
    }
  }

  private async pause(outcome: Deferred): Promise<void> {
    const waitMs = Math.max(1, outcome.retryInMs);
    this.blocked = { untilMs: this.clock.now() + waitMs, outcome };
    this.dismissLate();
    if (this.waiters.size > 0 && !this.woken) await this.sleep(waitMs);
    this.blocked = undefined;
  }

  private async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(ms, resolve);
      this.endPause = () => {
        cancel();
        resolve();
      };
    });
    this.endPause = undefined;
  }

  /** Sends away who cannot be served in time. */
  private dismissLate(): void {
    if (!this.blocked) return;
    const { untilMs, outcome } = this.blocked;
    const retryInMs = Math.max(0, Math.ceil(untilMs - this.clock.now()));
    const late = this.waiters.removeWhere(({ deadlineMs }) => deadlineMs < untilMs);
    for (const waiter of late) waiter.resolve({ ...outcome, retryInMs });
  }
}
