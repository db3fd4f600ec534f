/** What was wrong: items, a request, or an option. */
export type SchedulerErrorCode = 'INVALID_ITEMS' | 'INVALID_REQUEST' | 'INVALID_OPTION';

/** The caller's mistake, found before anything was stored. `field` names what to mend, for instance `ids[3]`. */
export class SchedulerError extends Error {
  override readonly name = 'SchedulerError';

  constructor(
    readonly code: SchedulerErrorCode,
    readonly field: string,
    why: string,
  ) {
    super(`${field} ${why}`);
  }
}

/** Also knows errors of another copy of this package (CommonJS beside ES modules), where `instanceof` fails. */
export function isSchedulerError(error: unknown): error is SchedulerError {
  return error instanceof Error && error.name === 'SchedulerError' && 'field' in error;
}
