import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the worker sees it; tests give their own. */
export interface Timing {
  /** Milliseconds since 1970, as they were counted when the process began: it never steps, whoever sets the machine's clock. */
  now(): number;
  /** Ends early, by throwing, when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemTiming: Timing = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  pause: (ms, signal) => sleep(ms, undefined, { signal }),
};
