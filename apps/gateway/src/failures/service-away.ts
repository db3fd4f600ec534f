/** Failures to reach Postgres or Redis: the codes of sockets, and Postgres' own of class 08, 57P and "too many connections". */
const CODES = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|08\d{3}|57P0[123]|53300)$/;
const WORDS =
  /connection terminated|timeout exceeded when trying to connect|connection is closed|has not been reached yet/i;

/** What errors of sockets, of Postgres' driver and of those that wrap them have in common. */
interface Failure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly errors?: unknown;
  readonly driverError?: unknown;
}

/** Whether something failed because a service that it needs cannot be reached, which hits everybody alike. */
export function isServiceAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, errors, driverError } = error as Failure;
  if (typeof code === 'string' && CODES.test(code)) return true;
  if (typeof message === 'string' && WORDS.test(message)) return true;
  return (Array.isArray(errors) && errors.some(isServiceAway)) || isServiceAway(driverError);
}
