/** Pinterest has refused the stored token before: nothing was sent, it must be renewed first. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';

  constructor(readonly tokenVersion: number) {
    super('Pinterest has refused this token; nothing was sent with it');
  }
}
