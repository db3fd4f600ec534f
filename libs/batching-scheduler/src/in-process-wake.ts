import { type BatchDispatcher } from './batch-dispatcher.ts';
import { type Clock, systemClock } from './clock.ts';
import { type WakePort } from './wake.port.ts';

type Hints = Pick<BatchDispatcher, 'sealWindow' | 'dispatch' | 'attempt' | 'sweep'>;

/** Hints by timers of this process, for one process alone. Several processes want a queue between them, Bull for instance. */
export class InProcessWake implements WakePort {
  private readonly clock: Clock;
  private readonly onError: (error: unknown) => void;
  private readonly timers = new Set<() => void>();
  private dispatcher: Hints | null = null;

  constructor({
    clock,
    onError,
  }: { readonly clock?: Clock; readonly onError?: (error: unknown) => void } = {}) {
    this.clock = clock ?? systemClock;
    this.onError = onError ?? (() => undefined);
  }

  /** Begins to follow the hints, and sweeps now and every `sweepEveryMs` (default 1,000). */
  start(dispatcher: Hints, { sweepEveryMs = 1_000 }: { readonly sweepEveryMs?: number } = {}): void {
    this.dispatcher = dispatcher;
    const sweep = (): void => {
      this.at(this.clock.now() + sweepEveryMs, async (to) => {
        sweep();
        await to.sweep();
      });
    };
    sweep();
    this.at(0, (to) => to.sweep());
  }

  /** Forgets every hint. Drain the dispatcher as well. */
  stop(): void {
    this.dispatcher = null;
    for (const cancel of this.timers) cancel();
    this.timers.clear();
  }

  sealWindow(hint: Parameters<WakePort['sealWindow']>[0], atMs: number): Promise<void> {
    return Promise.resolve(this.at(atMs, (to) => to.sealWindow(hint)));
  }

  dispatch(hint: Parameters<WakePort['dispatch']>[0], atMs = 0): Promise<void> {
    return Promise.resolve(this.at(atMs, (to) => to.dispatch(hint)));
  }

  attempt(hint: Parameters<WakePort['attempt']>[0], atMs = 0): Promise<void> {
    return Promise.resolve(this.at(atMs, (to) => to.attempt(hint)));
  }

  /** Nobody follows a hint that comes before the start or after the stop: the first sweep finds what it was about. */
  private at(atMs: number, follow: (to: Hints) => Promise<unknown>): void {
    if (!this.dispatcher) return;
    const cancel = this.clock.after(Math.max(0, atMs - this.clock.now()), () => {
      this.timers.delete(cancel);
      if (this.dispatcher) follow(this.dispatcher).catch(this.onError);
    });
    this.timers.add(cancel);
  }
}
