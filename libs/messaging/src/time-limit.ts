import { setTimeout as sleep } from 'node:timers/promises';

/** Rejects when `work` has not answered in time. The work itself goes on; nobody waits for it. */
export async function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  const timer = new AbortController();
  const tooLate = sleep(limitMs, undefined, { signal: timer.signal }).then(
    () => Promise.reject(new Error(`no answer within ${limitMs} ms`)),
    () => work,
  );
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    timer.abort();
  }
}
