/** Time as the limiter sees it; give your own in tests. */
export interface Clock {
  /** Milliseconds since 1970, fractions allowed. */
  now(): number;
  /** Runs `run` once after `delayMs`; the answer cancels it. Default: `setTimeout`. */
  after?(delayMs: number, run: () => void): () => void;
}

/** Durations are measured with `now`, which never steps; dates that callers see are told by `epochMs`. */
export interface TimingClock extends Required<Clock> {
  epochMs(): number;
}

/** `setTimeout` fires at once when it is asked for more; who wakes early asks again. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

function afterTimeout(delayMs: number, run: () => void): () => void {
  const timer = setTimeout(run, Math.min(delayMs, LONGEST_TIMEOUT_MS));
  return () => clearTimeout(timer);
}

const systemClock: TimingClock = {
  now: () => performance.now(),
  epochMs: () => Date.now(),
  after: afterTimeout,
};

/** Fills in what a given clock leaves out. */
export function timingClock(clock: Clock | undefined): TimingClock {
  if (clock === undefined) return systemClock;
  const now = (): number => clock.now();
  return { now, epochMs: now, after: clock.after?.bind(clock) ?? afterTimeout };
}
