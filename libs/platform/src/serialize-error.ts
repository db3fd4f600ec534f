/** What of an error may be logged. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

const MAX_DEPTH = 5;

/**
 * Name, words, code, stack and causes only. Errors of drivers and HTTP clients carry whole statements, parameters
 * and headers as further fields, and those are where secrets leak.
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth >= MAX_DEPTH
      ? {}
      : { cause: serializeError(error.cause, depth + 1) }),
  };
}

/** A value as it may be logged: errors as above at any depth, of bytes only how many, nothing very deep. */
export function loggable(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return serializeError(value);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.map((one) => loggable(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, loggable(one, depth + 1)]));
}
