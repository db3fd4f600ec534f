import { setMaxListeners } from 'node:events';

/** Thrown inside the library when the time of a call is over; never leaves it. */
export class DeadlinePassed extends Error {}

/** What a timer can count. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** @throws RangeError for a time-out that is none: a timer would take it for one millisecond. */
export function checkTimeout(timeoutMs: number): number {
  if (timeoutMs >= 1 && timeoutMs <= LONGEST_TIMEOUT_MS) return timeoutMs;
  throw new RangeError(`timeoutMs must be from 1 to ${LONGEST_TIMEOUT_MS}`);
}

/**
 * Runs `work` until the caller cancels or the time is over, and gives up waiting then even if `work` does not
 * listen. Rejects with the caller's reason, with {@link DeadlinePassed}, or with what `work` threw.
 */
export async function withDeadline<T>(
  signal: AbortSignal | null,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const controller = new AbortController();
  const cancel = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(new DeadlinePassed()), timeoutMs);
  if (signal) setMaxListeners(0, signal); // one signal may end many calls
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await raceAbort(controller.signal, work(controller.signal));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function raceAbort<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason belongs to the caller
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
