import { setTimeout as delay } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Default 5,000. */
  readonly timeoutMs?: number;
  /** Default 25. */
  readonly intervalMs?: number;
}

/**
 * Repeats an assertion until it passes and returns what it returned:
 * `await eventually(async () => expect(await metrics()).toEqual(...))`.
 * @throws the last failure of the assertion, which also says how long was waited and how often it was tried.
 */
export async function eventually<T>(
  assertion: () => T | Promise<T>,
  { timeoutMs = 5_000, intervalMs = 25 }: EventuallyOptions = {},
): Promise<T> {
  const started = Date.now();
  for (let tries = 1; ; tries++) {
    try {
      return await assertion();
    } catch (error) {
      const waited = Date.now() - started;
      if (waited >= timeoutMs) throw explained(error, `still failing after ${waited} ms and ${tries} tries`);
      await delay(intervalMs);
    }
  }
}

/** Keeps the error itself: the test runner shows its difference between expected and received. */
function explained(error: unknown, how: string): Error {
  if (!(error instanceof Error)) return new Error(`${how}: ${String(error)}`);
  error.message = `${how}\n${error.message}`;
  return error;
}
