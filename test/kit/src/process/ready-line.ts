/** What a process says about itself, once, on its standard output, when it can be used. */
export interface ReadyLine {
  readonly ready: true;
  readonly url?: string;
  readonly [field: string]: unknown;
}

/** The process said that it cannot start, and why. */
export interface FailedLine {
  readonly ready: false;
  readonly error: string;
}

/** Reads a line of output as a ready or failed line; any other output (logs are JSON too) gives undefined. */
export function parseReadyLine(line: string): ReadyLine | FailedLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(line) as { ready?: unknown; error?: unknown };
    if (value.ready === true) return value as ReadyLine;
    if (value.ready === false) return { ready: false, error: String(value.error) };
  } catch {
    // a log line that only looks like JSON
  }
  return undefined;
}
