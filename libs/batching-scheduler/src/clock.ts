/** Time, injected: the real one, or a test's. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, after `delayMs`; the answer takes it back. */
  after(delayMs: number, callback: () => void): () => void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The moment as it was counted when the process began: it never steps, whoever sets the machine's clock. */
export const steadyNow = (): number => Math.floor(performance.timeOrigin + performance.now());

/** The machine's time and timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
