/** Nothing left this process: the batch goes back as it was, and its retry window does not start. */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';

  constructor(
    readonly reason: 'limiter' | 'lease' | 'stopping' | 'creating' | 'connection-changed' | 'store',
    /** When to look again, in ms since 1970. */
    readonly untilMs: number,
    options?: ErrorOptions,
  ) {
    super(`not sent: ${reason}`, options);
  }
}
